package dev.seawall.cli.control;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Connects within a time. A connect that blocks has no end where the other side accepts nothing and its queue is full. The
 * channels that come back do not block.
 */
final class Dial {
    private static final long PAUSE_NANOS = 20_000_000;

    private Dial() {}

    /** @throws SocketTimeoutException if somebody listens, and does not accept in time */
    static SocketChannel connect(ControlAddress address, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<SocketChannel> channel = attempt(address);
            if (channel.isPresent() && isFinished(channel.get(), deadline)) {
                return channel.get();
            }
            if (deadline - System.nanoTime() <= 0) {
                throw new SocketTimeoutException("somebody listens there, and accepts nothing");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Tries once, without waiting. What comes back may still be under way, at a port.
     *
     * @return empty if the queue of whoever listens at a socket file is full
     * @throws java.net.ConnectException if nobody listens
     */
    static Optional<SocketChannel> attempt(ControlAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address.family());
        try {
            channel.configureBlocking(false);
            if (channel.connect(address.socketAddress()) || address instanceof ControlAddress.Tcp) {
                return Optional.of(channel);
            }
        } catch (SocketException e) {
            channel.close();
            if (!isForNow(address, e)) {
                throw e;
            }
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** A full queue has no type of its own in Java; being refused and having no permission do, a missing file has not. */
    private static boolean isForNow(ControlAddress address, SocketException e) {
        return address instanceof ControlAddress.Unix unix
                && e.getClass() == SocketException.class
                && Files.exists(unix.path());
    }

    /** Waits until it is connected; closes it if it is not in time. */
    private static boolean isFinished(SocketChannel channel, long deadlineNanos) throws IOException {
        if (channel.isConnected()) {
            return true;
        }
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
            while (left > 0 && !channel.finishConnect()) {
                selector.select(left);
                left = (deadlineNanos - System.nanoTime()) / 1_000_000;
            }
            if (!channel.isConnected()) {
                channel.close();
            }
            return channel.isOpen();
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }
}
