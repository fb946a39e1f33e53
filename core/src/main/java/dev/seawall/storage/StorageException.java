package dev.seawall.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says that a storage could not do what was asked: why, and whether trying again makes sense. */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Tells failures apart that call for different answers. */
    public enum Kind {
        /** The object does not exist. */
        NOT_FOUND,
        /** The bucket does not exist, or a file stands where the replica's folder should. */
        NO_CONTAINER,
        /** Credentials are missing, wrong or expired, or do not allow the operation. */
        FORBIDDEN,
        /** No connection, no answer within the deadline, or the connection broke. */
        UNREACHABLE,
        /** The storage asks to slow down, or failed for the moment. */
        BUSY,
        /** The disk or quota is full. */
        FULL,
        /** Anything else: trying the same again would not help. */
        REFUSED
    }

    private final Kind kind;

    /** @param message says what was tried, where, what came back, and what to do next; no secrets */
    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Tells whether the same request may succeed later without anybody changing the configuration. */
    public boolean isRetryable() {
        return kind == Kind.UNREACHABLE || kind == Kind.BUSY || kind == Kind.FULL;
    }
}
