package dev.seawall.restore;

/** Is told how far a restore has come, on the thread that restores. */
@FunctionalInterface
public interface Progress {
    Progress NONE = (doneBytes, totalBytes) -> {};

    /** @param doneBytes stored bytes read so far, of the {@code totalBytes} that the plan names */
    void advanced(long doneBytes, long totalBytes);
}
