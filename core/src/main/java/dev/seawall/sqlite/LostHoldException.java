package dev.seawall.sqlite;

/** Says that something happened to the WAL that our read transaction should have made impossible: a break. */
public final class LostHoldException extends Exception {
    private static final long serialVersionUID = 1L;

    LostHoldException(String message) {
        super(message);
    }
}
