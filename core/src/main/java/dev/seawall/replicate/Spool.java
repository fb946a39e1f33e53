package dev.seawall.replicate;

import dev.seawall.wal.Checksum;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what must be safe when the WAL is cut and no replica has it yet: verbatim WAL bytes, one file a seal, fsynced.
 *
 * <p>Pieces of one cycle follow each other without a hole. What a crash leaves here is only a copy of restore points:
 * the next start throws it away and, where the WAL went on, begins a new generation. Safe for several threads.
 */
final class Spool {
    private record Piece(Path file, long cycle, long startBytes, long endBytes, Checksum endChecksum) {
        boolean holds(long wantedCycle, long offsetBytes) {
            return cycle == wantedCycle && startBytes <= offsetBytes && offsetBytes < endBytes;
        }
    }

    /** Where sealing stands in a cycle: just past a frame, with the running checksum there. */
    record SealedTo(long offsetBytes, Checksum checksum) {}

    private final Path folder;
    private final List<Piece> pieces = new ArrayList<>();
    private long bytes;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder, empty: what an earlier process sealed belongs to a hold that is gone. */
    static Spool open(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "*.wal")) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return new Spool(folder);
    }

    /** How far a cycle is sealed; empty if nothing of it is. */
    synchronized Optional<SealedTo> sealedTo(long cycle) {
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece piece = pieces.get(i);
            if (piece.cycle() == cycle) {
                return Optional.of(new SealedTo(piece.endBytes(), piece.endChecksum()));
            }
        }
        return Optional.empty();
    }

    /**
     * Seals verified bytes of a cycle; they are on disk when this returns.
     *
     * @param startBytes at or before where sealing stands in this cycle, or anywhere if nothing of it is sealed
     * @param endChecksum the running checksum just past the last byte
     */
    void seal(long cycle, long startBytes, byte[] content, int length, Checksum endChecksum) throws IOException {
        Path file = folder.resolve(String.format("%d_%08x.wal", cycle, startBytes));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(content, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
        synchronized (this) {
            pieces.add(new Piece(file, cycle, startBytes, startBytes + length, endChecksum));
            bytes += length;
        }
    }

    /** Reads sealed bytes; returns how many, 0 if this place is not sealed. Fewer than asked for where a piece ends. */
    synchronized int read(long cycle, long offsetBytes, byte[] into, int at, int length) throws IOException {
        for (Piece piece : pieces) {
            if (piece.holds(cycle, offsetBytes)) {
                int wanted = (int) Math.min(length, piece.endBytes() - offsetBytes);
                try (RandomAccessFile file = new RandomAccessFile(piece.file().toFile(), "r")) {
                    file.seek(offsetBytes - piece.startBytes());
                    file.readFully(into, at, wanted);
                }
                return wanted;
            }
        }
        return 0;
    }

    /** Deletes the pieces that lie wholly before a place that every replica has acknowledged. */
    synchronized void release(long cycle, long offsetBytes) throws IOException {
        while (!pieces.isEmpty()) {
            Piece first = pieces.get(0);
            if (first.cycle() > cycle || (first.cycle() == cycle && first.endBytes() > offsetBytes)) {
                return;
            }
            Files.deleteIfExists(first.file());
            bytes -= first.endBytes() - first.startBytes();
            pieces.remove(0);
        }
    }

    /** How many bytes are sealed and not released. */
    synchronized long bytes() {
        return bytes;
    }
}
