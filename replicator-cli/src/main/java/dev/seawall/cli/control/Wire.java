package dev.seawall.cli.control;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Reads from and writes to a connection, each with a deadline. A channel alone has none when it blocks, and one to a socket
 * file has no other form.
 */
final class Wire implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    /** Reads what there is; -1 at the end. Waits if there is nothing yet. */
    int read(ByteBuffer into, long deadlineNanos) throws IOException {
        int count = channel.read(into);
        while (count == 0 && into.hasRemaining()) {
            await(SelectionKey.OP_READ, deadlineNanos);
            count = channel.read(into);
        }
        return count;
    }

    void write(ByteBuffer from, long deadlineNanos) throws IOException {
        channel.write(from);
        while (from.hasRemaining()) {
            await(SelectionKey.OP_WRITE, deadlineNanos);
            channel.write(from);
        }
    }

    /** Says that nothing more will be written, so that the other side sees an end and not a reset. */
    void endWriting() throws IOException {
        channel.shutdownOutput();
    }

    private void await(int operation, long deadlineNanos) throws IOException {
        key.interestOps(operation);
        long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            selector.close();
        }
    }
}
