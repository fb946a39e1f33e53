package dev.seawall.restore;

/** Says how SQLite looks over the rebuilt database before it is put in place. */
public enum Check {
    NONE,
    /** {@code PRAGMA quick_check}: all but the agreement of indexes with their tables. */
    QUICK,
    /** {@code PRAGMA integrity_check}. */
    FULL
}
