package dev.seawall.cli.control;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Holds the place where connections come in. Whoever asks before anything accepts waits. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final ControlAddress address;
    private final ServerSocketChannel channel;
    private final Optional<Object> socketFile;

    private Listener(ControlAddress address, ServerSocketChannel channel, Optional<Object> socketFile) {
        this.address = address;
        this.channel = channel;
        this.socketFile = socketFile;
    }

    static Listener bind(ControlAddress address) throws ControlException {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open(address.family());
            if (address instanceof ControlAddress.Unix unix) {
                SocketFile.clear(unix.path());
                channel.bind(address.socketAddress(), BACKLOG);
                return new Listener(address, channel, Optional.of(protect(unix.path(), channel)));
            }
            channel.bind(address.socketAddress(), BACKLOG);
            return new Listener(address, channel, Optional.empty());
        } catch (IOException | UnsupportedOperationException e) {
            ControlException refused = e instanceof ControlException known ? known : refusal(address, e);
            if (channel != null) {
                closeAfter(refused, channel);
            }
            throw refused;
        }
    }

    /** Leaves no socket behind that others could see, and that nobody answers. */
    private static Object protect(Path path, ServerSocketChannel channel) throws IOException {
        try {
            SocketFile.protect(path, channel);
            return SocketFile.identity(path);
        } catch (IOException | UnsupportedOperationException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static ControlException refusal(ControlAddress address, Exception e) {
        if (address instanceof ControlAddress.Unix unix) {
            return new ControlException(
                    "cannot listen at " + address + ": " + e.getMessage() + "; " + advice(unix.path()), e);
        }
        String advice = e instanceof BindException
                ? "another process has this port: stop it, or name another control address"
                : "name another control address";
        return new ControlException("cannot listen at " + address + ": " + e.getMessage() + "; " + advice, e);
    }

    private static String advice(Path path) {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        return bytes > 100
                ? "a socket's path may have about 100 bytes, this one has " + bytes + ": name a shorter one"
                : "its folder must exist and be writable, and its file system must know sockets";
    }

    private static void closeAfter(ControlException refused, ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            refused.addSuppressed(e);
        }
    }

    /** The address, with the port that the system chose. */
    ControlAddress address() throws IOException {
        return address instanceof ControlAddress.Tcp tcp
                ? new ControlAddress.Tcp(tcp.host(), ((java.net.InetSocketAddress) channel.getLocalAddress()).getPort())
                : address;
    }

    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the waiting in {@link #accept}. Idempotent. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (address instanceof ControlAddress.Unix unix && socketFile.isPresent()) {
            SocketFile.delete(unix.path(), socketFile.get());
        }
    }
}
