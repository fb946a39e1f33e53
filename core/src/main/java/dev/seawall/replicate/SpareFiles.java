package dev.seawall.replicate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Keeps the files of a few seals that nobody needs any more, for the next ones: to write over what a file has costs a sync
 * of its data, a new one the file system's journal too, twice, and all that the journal has to wait for. Safe for several
 * threads.
 */
final class SpareFiles {
    /** What a cut of the WAL seals beside a replica that lacks half of it. */
    private static final int MOST = 6;

    private final Deque<SealFile> files = new ArrayDeque<>();
    private final long mostBytes;
    private long bytes;

    SpareFiles(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Takes over a file that is no seal any more; deletes it where enough is kept.
     *
     * @param file invalidated
     */
    void add(SealFile file) throws IOException {
        if (!keep(file)) {
            Files.deleteIfExists(file.path());
        }
    }

    private synchronized boolean keep(SealFile file) {
        if (files.size() >= MOST || bytes + file.diskBytes() > mostBytes) {
            return false;
        }
        files.push(file);
        bytes += file.diskBytes();
        return true;
    }

    /** Hands one over, if there is one. */
    synchronized Optional<Path> take() {
        SealFile file = files.poll();
        bytes -= file == null ? 0 : file.diskBytes();
        return Optional.ofNullable(file).map(SealFile::path);
    }

    /** How much of the disk they take. */
    synchronized long bytes() {
        return bytes;
    }

    /** Deletes them all. */
    void delete() throws IOException {
        for (Optional<Path> file = take(); file.isPresent(); file = take()) {
            Files.deleteIfExists(file.get());
        }
    }
}
