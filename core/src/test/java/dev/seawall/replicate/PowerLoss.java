package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Ledger.Entry;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalHeader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/**
 * Takes the power away: what SQLite had not fsynced of the WAL is lost, all of it or some.
 *
 * <p>With {@code synchronous = NORMAL}, SQLite fsyncs the WAL before each backfill, and its header when it restarts it: so
 * every backfilled frame is on disk, and any frame behind may not be. What is lost can be cut off, be zeros, or be one
 * frame in front of others that survived.
 */
final class PowerLoss {
    private final Path database;
    private final Path wal;
    private final Random random;
    private byte[] kept = new byte[0];

    PowerLoss(Path database, Random random) {
        this.database = database;
        this.wal = database.resolveSibling(database.getFileName() + "-wal");
        this.random = random;
    }

    /**
     * Stops the application, takes frames away, and lets it find what is left. The replicator must be dead.
     *
     * @return how many commits were lost
     */
    int strike(SimulatedApplication app) throws Exception {
        long[] numbers;
        byte[] pages;
        byte[] frames;
        try (Client client = Client.open(database)) {
            numbers = client.checkpoint("NOOP");
            // Opening and closing the file drops the locks of this process, in which nobody else is left to see it.
            pages = Files.readAllBytes(database);
            frames = Files.exists(wal) ? Files.readAllBytes(wal) : new byte[0];
        }
        app.close();
        kept = frames;
        int committed = (int) numbers[1];
        int lost = 0;
        if (committed > 0 && app.losesCommitsWithPower()) {
            lost = lose(frames, committed, Math.max((int) numbers[2], lastFrameIn(pages, frames, committed)));
        }
        // In place, because another inode would be another database.
        Files.write(database, pages, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        if (frames.length > 0) {
            Files.write(wal, kept);
        }
        Entry last = app.ledger().lost(lost);
        app.find(rowsNow(), last);
        return lost;
    }

    /**
     * The last frame whose page is in the database file as it is in the frame. Where nobody had the database open in
     * between, SQLite has recovered its index of the WAL, and counts from 0 again what is backfilled.
     */
    private static int lastFrameIn(byte[] pages, byte[] frames, int committed) throws Exception {
        PageSize pageSize = WalHeader.parse(ByteBuffer.wrap(frames)).pageSize();
        int bytes = pageSize.bytes();
        for (int frame = committed; frame > 0; frame--) {
            int header = (int) pageSize.endOfFrame(frame - 1);
            int content = header + FrameHeader.BYTES;
            long page = FrameHeader.read(ByteBuffer.wrap(frames), header).pageNumber();
            long at = (page - 1) * bytes;
            if (at + bytes <= pages.length
                    && Arrays.equals(pages, (int) at, (int) at + bytes, frames, content, content + bytes)) {
                return frame;
            }
        }
        return 0;
    }

    private int lose(byte[] frames, int committed, int backfilled) throws Exception {
        PageSize pageSize = WalHeader.parse(ByteBuffer.wrap(frames)).pageSize();
        int first = backfilled + random.nextInt(committed - backfilled + 1);
        int from = (int) pageSize.endOfFrame(first);
        int commits = 0;
        for (int frame = first; frame < committed; frame++) {
            FrameHeader header = FrameHeader.read(ByteBuffer.wrap(frames), (int) pageSize.endOfFrame(frame));
            commits += header.isCommit() ? 1 : 0;
        }
        switch (random.nextInt(3)) {
            case 0 -> kept = Arrays.copyOf(frames, from);
            case 1 -> Arrays.fill(frames, from, frames.length, (byte) 0);
            default -> Arrays.fill(frames, from, Math.min(frames.length, from + pageSize.frameBytes()), (byte) 0);
        }
        return commits;
    }

    /** Asks SQLite, on a copy, what is left. */
    private Rows rowsNow() throws Exception {
        Path copy = database.resolveSibling("left.db");
        Path copiedWal = database.resolveSibling("left.db-wal");
        Files.copy(database, copy);
        if (Files.exists(wal)) {
            Files.copy(wal, copiedWal);
        }
        try (Client client = Client.open(copy)) {
            assertThat(client.checkpoint("TRUNCATE")[0]).isZero();
        }
        Rows rows = Rows.read(copy);
        Files.delete(copy);
        return rows;
    }
}
