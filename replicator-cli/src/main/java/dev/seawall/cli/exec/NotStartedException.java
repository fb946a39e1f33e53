package dev.seawall.cli.exec;

import java.io.IOException;

/** Says that the application is there, and cannot be started. */
public final class NotStartedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param cause whose message names the program, and not its arguments */
    NotStartedException(IOException cause) {
        super(
                "the application cannot be started: " + cause.getMessage() + "; a script begins with #! and the path of"
                        + " an interpreter that is there, a program is built for this machine",
                cause);
    }
}
