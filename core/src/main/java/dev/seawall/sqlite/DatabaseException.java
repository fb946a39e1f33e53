package dev.seawall.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says why a database cannot be used as asked: what was found, where, and what to do next. */
public final class DatabaseException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Tells failures apart that call for different answers. */
    public enum Kind {
        /** The file does not exist, or is still empty: the application may create it later. */
        ABSENT,
        /** The application has not opened it yet, and our opening it first would lock the application out. */
        NOT_OURS_TO_OPEN,
        /** Locked for the moment; asking again may succeed. */
        BUSY,
        /** It is not a SQLite database, or an encrypted one. */
        NOT_A_DATABASE,
        /** It is not in WAL mode. */
        NOT_WAL,
        /** Another Seawall on this machine replicates it. */
        ALREADY_REPLICATED,
        /** Anything else. */
        FAILED
    }

    private final Kind kind;

    public DatabaseException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Tells whether waiting may help, without anybody's doing. */
    public boolean isWaitable() {
        return kind == Kind.ABSENT || kind == Kind.NOT_OURS_TO_OPEN || kind == Kind.BUSY;
    }
}
