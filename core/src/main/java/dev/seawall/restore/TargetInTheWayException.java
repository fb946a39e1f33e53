package dev.seawall.restore;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Says that a file is where the database, or its WAL, would be.
 *
 * <p>A WAL holds nothing that binds it to a database: SQLite would replay a stranger's into the restored one.
 */
public final class TargetInTheWayException extends IOException {
    private static final long serialVersionUID = 1L;

    public TargetInTheWayException(Path file) {
        super(file + " exists: move it away, or restore to another path");
    }

    private TargetInTheWayException(String message) {
        super(message);
    }

    /** Says that a file of 0 bytes is there, which is no database, and would pass for one. */
    public static TargetInTheWayException empty(Path file) {
        return new TargetInTheWayException(file + " has 0 bytes: it is no database, and would keep one from being"
                + " restored; delete it, if no application has it open, and start again");
    }
}
