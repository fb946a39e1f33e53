package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalPageIndexTest {
    private static final PageSize PAGE = new PageSize(512);
    private static final WalHeader HEADER =
            new WalHeader(ByteOrder.LITTLE_ENDIAN, PAGE, 0, new Salt(1, 2), Checksum.SEED);

    @TempDir
    Path folder;

    /** Page number and database size of each frame, from frame 1 on. */
    private WalPageIndex index(long[][] frames) throws IOException {
        ByteBuffer wal = ByteBuffer.allocate((int) PAGE.endOfFrame(frames.length));
        for (int i = 0; i < frames.length; i++) {
            wal.position((int) PAGE.endOfFrame(i));
            wal.putInt((int) frames[i][0]).putInt((int) frames[i][1]).putInt(1).putInt(2);
        }
        Path file = Files.write(folder.resolve("wal"), wal.array());
        try (WalFile open = new WalFile(file)) {
            return WalPageIndex.read(open, HEADER, frames.length);
        }
    }

    @Test
    void lastFrameOf_pageWrittenOften_isTheLast() throws Exception {
        WalPageIndex index = index(new long[][] {{3, 0}, {1, 5}, {3, 0}, {1, 5}});

        assertThat(index.lastFrameOf(1)).isEqualTo(4);
        assertThat(index.lastFrameOf(2)).isZero();
        assertThat(index.lastFrameOf(3)).isEqualTo(3);
        assertThat(index.lastFrameOf(4)).isZero();
    }

    @Test
    void lastFrameOf_pageNumbersBeyondTwoToThe31_stayInOrder() throws Exception {
        WalPageIndex index = index(new long[][] {{0xffff_fff0L, 0}, {1, 0xffff_fff0L}});

        assertThat(index.lastFrameOf(1)).isEqualTo(2);
        assertThat(index.lastFrameOf(0xffff_fff0L)).isEqualTo(1);
    }

    /** The database shrinks to 4 pages and grows again; page 7 is not written again, so it is zeros, not what it was. */
    @Test
    void lastCutOf_databaseShrankAndGrewAgain_isTheCommitThatShrankIt() throws Exception {
        WalPageIndex index = index(new long[][] {{7, 0}, {1, 9}, {1, 4}, {6, 0}, {1, 8}});

        assertThat(index.lastCutOf(4)).isZero();
        assertThat(index.lastCutOf(6)).isEqualTo(3);
        assertThat(index.lastCutOf(7)).isEqualTo(3);
        assertThat(index.lastFrameOf(6)).isGreaterThan(index.lastCutOf(6));
        assertThat(index.lastFrameOf(7)).isLessThanOrEqualTo(index.lastCutOf(7));
    }

    @Test
    void read_frameOfAnotherCycle_isRefused() throws Exception {
        Path file = Files.write(folder.resolve("wal"), new byte[(int) PAGE.endOfFrame(1)]);
        try (WalFile open = new WalFile(file)) {
            assertThatThrownBy(() -> WalPageIndex.read(open, HEADER, 1)).isInstanceOf(DatabaseException.class);
        }
    }
}
