package dev.seawall.cli.control;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Is the file of a socket: made for its owner alone, and taken over from a process that is gone, never from one that answers. */
final class SocketFile {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private SocketFile() {}

    /** Deletes what a process that was killed left behind. */
    static void clear(Path path) throws ControlException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE) != SOCKET) {
                throw new ControlException(
                        path + " exists and is not a socket: move it away, or name another control address", null);
            }
            if (isAnswered(path)) {
                throw new ControlException(
                        "another process listens at unix:" + path + ": stop it, or name another control address", null);
            }
            Files.deleteIfExists(path);
        } catch (ControlException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            throw new ControlException("cannot take over " + path + ": " + e + "; delete it, or name another", e);
        }
    }

    /** Only a connection that is refused says that nobody does; a full queue is somebody's. */
    private static boolean isAnswered(Path path) throws IOException {
        try {
            Optional<SocketChannel> answered = Dial.attempt(new ControlAddress.Unix(path));
            if (answered.isPresent()) {
                answered.get().close();
            }
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw new ControlException(
                    "cannot tell whether another process listens at unix:" + path + " (" + e.getMessage()
                            + "): name another control address, or delete the file if nobody does",
                    e);
        }
    }

    /** Closes it to all but its owner, and turns away whoever came before that. */
    static void protect(Path path, ServerSocketChannel listening) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        listening.configureBlocking(false);
        for (SocketChannel early = listening.accept(); early != null; early = listening.accept()) {
            early.close();
        }
        listening.configureBlocking(true);
    }

    /** Tells one file from another that took its path. */
    static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? path : key;
    }

    /** Deletes it, unless another process has taken the path meanwhile. */
    static void delete(Path path, Object identity) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity(path).equals(identity)) {
            Files.deleteIfExists(path);
        }
    }
}
