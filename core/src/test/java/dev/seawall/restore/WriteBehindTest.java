package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteBehindTest {
    private static final Path FULL = Path.of("/dev/full");
    private static final int MOST = 3 << 20;

    @TempDir
    Path folder;

    /** Pieces larger than a buffer, pieces that meet, cuts and growth: all must happen in the order of the calls. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void flush_afterAnyWritesAndLengths_fileIsAsIfEachHappenedAtOnce(long seed) throws Exception {
        Random random = new Random(seed);
        Path path = folder.resolve("file");
        byte[] expected = new byte[0];
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                WriteBehind writing = new WriteBehind(file)) {
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(4) == 0) {
                    int length = random.nextInt(MOST);
                    writing.setLength(length);
                    expected = Arrays.copyOf(expected, length);
                } else {
                    byte[] piece = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? MOST : 10_000)];
                    random.nextBytes(piece);
                    int offset = random.nextBoolean() ? expected.length : random.nextInt(MOST);
                    writing.write(ByteBuffer.wrap(piece), offset);
                    expected = Arrays.copyOf(expected, Math.max(expected.length, offset + piece.length));
                    System.arraycopy(piece, 0, expected, offset, piece.length);
                }
            }
            writing.flush();
            assertThat(Files.readAllBytes(path)).isEqualTo(expected);
        }
    }

    @Test
    void write_diskIsFull_failsAtTheLatestWhenFlushed() throws Exception {
        assumeTrue(Files.exists(FULL), "needs /dev/full");
        try (RandomAccessFile file = new RandomAccessFile(FULL.toFile(), "rw");
                WriteBehind writing = new WriteBehind(file)) {
            writing.write(ByteBuffer.wrap(new byte[10]), 0);
            assertThatThrownBy(writing::flush).isInstanceOf(IOException.class);
        }
    }

    /**
     * The system tells of a loss once: the sync at the end would succeed.
     *
     * @param every another sync follows the one that failed, or none does
     */
    @ParameterizedTest
    @ValueSource(ints = {MOST, 2 * MOST})
    void flush_earlySyncFailed_failsAlthoughLaterOnesSucceed(int every) throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        EarlySync.Sync failsOnce = () -> {
            if (syncs.incrementAndGet() == 1) {
                throw new IOException("the disk is gone");
            }
        };
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("file").toFile(), "rw");
                WriteBehind writing = new WriteBehind(file, new EarlySync(failsOnce, every))) {
            assertThatThrownBy(() -> {
                        writing.write(ByteBuffer.wrap(new byte[2 * MOST]), 0);
                        writing.flush();
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is gone");
        }
    }

    @Test
    void close_withoutFlush_leavesNobodyWriting() throws Exception {
        Path path = folder.resolve("file");
        long length;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            try (WriteBehind writing = new WriteBehind(file)) {
                writing.write(ByteBuffer.wrap(new byte[MOST]), 0);
            }
            length = Files.size(path);
        }
        assertThat(path).hasSize(length);
    }
}
