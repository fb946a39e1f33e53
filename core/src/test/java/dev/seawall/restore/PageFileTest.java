package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seawall.wal.PageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFileTest {
    /** More than is held before it is written. */
    private static final int MORE_THAN_IS_HELD = 8 << 20;

    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private static byte[] page(int fill) {
        byte[] page = new byte[512];
        Arrays.fill(page, (byte) fill);
        return page;
    }

    @Test
    void pages_writtenAnywhereAndResized_makeTheFileThatACommitSays() throws Exception {
        Path path = folder.resolve("file");
        PageSize size = new PageSize(512);
        try (PageFile file = new PageFile(path)) {
            file.append(page(1), 512);
            file.append(page(2), 512);
            file.writePage(4, ByteBuffer.wrap(page(4)));
            assertThat(file.lengthBytes()).isEqualTo(4 * 512);
            file.writePage(1, ByteBuffer.wrap(page(9)));
            assertThat(file.lengthBytes()).as("nothing new at the end").isEqualTo(4 * 512);
            file.resize(4, size);
            file.resize(3, size);
            assertThat(file.lengthBytes()).isEqualTo(3 * 512);
            file.resize(5, size);
            assertThat(file.lengthBytes()).isEqualTo(5 * 512);
            file.sync();
        }
        ByteBuffer expected = ByteBuffer.allocate(5 * 512).put(page(9)).put(page(2));
        assertThat(Files.readAllBytes(path)).isEqualTo(expected.array());
    }

    /** The JDK's own error does not say which of the disks of a machine is full. */
    @Test
    void write_diskIsFull_namesTheFile() throws Exception {
        assumeTrue(Files.exists(FULL), "needs /dev/full");
        try (PageFile file = new PageFile(FULL)) {
            file.append(new byte[512], 512);
            assertThatThrownBy(file::sync)
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContainingAll(FULL.toString(), "No space left");
        }
        try (PageFile file = new PageFile(FULL)) {
            assertThatThrownBy(() -> file.append(new byte[MORE_THAN_IS_HELD], MORE_THAN_IS_HELD))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(FULL.toString());
        }
    }

    /** That somebody stopped the restore is no fault of the disk. */
    @Test
    void write_interrupted_isToldAsThat() throws Exception {
        try (PageFile file = new PageFile(folder.resolve("file"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> {
                        file.append(new byte[MORE_THAN_IS_HELD], MORE_THAN_IS_HELD);
                        file.sync();
                    })
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Each stored byte counts once, however it is read; what is not there counts nothing. */
    @Test
    void progress_ofBytesReadInAnyWay_isTheirSum() throws Exception {
        List<Long> told = new ArrayList<>();
        ProgressCount count = new ProgressCount((done, total) -> told.add(total - done), 6);
        try (InputStream in = count.count(new ByteArrayInputStream(new byte[6]))) {
            readOne(in, 0);
            assertThat(in.read(new byte[4], 0, 4)).isEqualTo(4);
            readOne(in, 0);
            readOne(in, -1);
            assertThat(in.read(new byte[4], 0, 4)).isEqualTo(-1);
        }
        assertThat(told).containsExactly(5L, 1L, 0L);
    }

    private static void readOne(InputStream in, int expected) throws IOException {
        assertThat(in.read()).isEqualTo(expected);
    }
}
