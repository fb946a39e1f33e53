package dev.seawall.cli.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether a key at a terminal has sent a signal: then the terminal has sent it to every process in front of it, the
 * application included, and it must not be passed on a second time. Many programs take the second one for "now, at once".
 */
final class Terminal {
    private static final Path STATUS = Path.of("/proc/self/stat");
    /** Fields behind the name, which is in brackets: state, parent, group, session, terminal, group in front of it. */
    private static final int GROUP = 2;

    private static final int IN_FRONT = 5;

    private Terminal() {}

    /** Tells whether this process, and so its children, are in front of a terminal. Where nobody can tell: no. */
    static boolean isInFront() {
        try {
            return isInFront(Files.readString(STATUS));
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isInFront(String status) {
        String[] fields = status.substring(status.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > IN_FRONT && fields[GROUP].equals(fields[IN_FRONT]);
    }
}
