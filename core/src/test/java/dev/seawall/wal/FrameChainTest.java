package dev.seawall.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.sqlite.Application;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads WAL files that SQLite wrote, and the same with the checksums of a big-endian machine. */
class FrameChainTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536})
    void accept_everyFrameThatSqliteWrote_verifies(int pageSize) throws Exception {
        byte[] wal = wal(pageSize);

        WalHeader header = WalHeader.parse(ByteBuffer.wrap(wal));

        assertThat(header.pageSize()).isEqualTo(new PageSize(pageSize));
        assertThat(verify(wal)).isEqualTo(header.pageSize().framesBefore(wal.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 65_536})
    void accept_bigEndianChecksums_verifies(int pageSize) throws Exception {
        byte[] wal = wal(pageSize);

        asBigEndianMachine(wal);

        assertThat(WalHeader.parse(ByteBuffer.wrap(wal)).checksumOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(verify(wal)).isPositive();
    }

    @Test
    void accept_anyByteChanged_isRefused() throws Exception {
        byte[] wal = wal(512);
        int frame = 512 + FrameHeader.BYTES;
        for (int i = 0; i < 2 * frame; i++) {
            byte[] changed = wal.clone();
            changed[WalHeader.BYTES + i] ^= 1;

            assertThatThrownBy(() -> verify(changed))
                    .as("byte %d", i)
                    .isInstanceOf(WalFormatException.class)
                    .hasMessageContaining("WAL offset");
        }
    }

    @Test
    void accept_refusedFrame_leavesTheChainWhereItWas() throws Exception {
        byte[] wal = wal(512);
        FrameChain chain = FrameChain.start(WalHeader.parse(ByteBuffer.wrap(wal)));
        ByteBuffer bytes = ByteBuffer.wrap(wal).order(ByteOrder.LITTLE_ENDIAN);
        chain.accept(bytes, WalHeader.BYTES);
        long offset = chain.offsetBytes();
        Checksum checksum = chain.checksum();

        assertThatThrownBy(() -> chain.accept(bytes, WalHeader.BYTES)).isInstanceOf(WalFormatException.class);

        assertThat(chain.offsetBytes()).isEqualTo(offset);
        assertThat(chain.checksum()).isEqualTo(checksum);
        assertThat(chain.accept(bytes, (int) offset).pageNumber()).isPositive();
    }

    @Test
    void parse_anyByteChanged_isRefused() throws Exception {
        byte[] wal = wal(512);
        for (int i = 0; i < WalHeader.BYTES; i++) {
            byte[] changed = wal.clone();
            changed[i] ^= (byte) 0x40;

            assertThatThrownBy(() -> WalHeader.parse(ByteBuffer.wrap(changed)))
                    .as("byte %d", i)
                    .isInstanceOf(WalFormatException.class);
        }
    }

    @Test
    void parse_fewerThan32Bytes_isRefused() {
        assertThatThrownBy(() -> WalHeader.parse(ByteBuffer.wrap(new byte[31])))
                .isInstanceOf(WalFormatException.class)
                .hasMessageContaining("31 bytes");
    }

    /** What an operator reads: both values, in the form in which a hex dump shows them. */
    @Test
    void parse_wrongMagicOrChecksum_saysWhatIsThere() throws Exception {
        byte[] wal = wal(512);
        ByteBuffer view = ByteBuffer.wrap(wal);
        String right = String.format("%08x-%08x", view.getInt(24), view.getInt(28));
        view.putInt(24, 0x01020304).putInt(28, 5);

        assertThatThrownBy(() -> WalHeader.parse(ByteBuffer.wrap(wal)))
                .hasMessage("WAL header checksum at WAL offset 24 is 01020304-00000005, expected " + right);

        view.putInt(0, 0xcafe);

        assertThatThrownBy(() -> WalHeader.parse(ByteBuffer.wrap(wal)))
                .hasMessage("WAL magic at WAL offset 0 is 0000cafe, expected 377f0682 or 377f0683");
    }

    @Test
    void accept_saltOfAnotherCycle_saysBoth() throws Exception {
        byte[] wal = wal(512);
        ByteBuffer bytes = ByteBuffer.wrap(wal).order(ByteOrder.LITTLE_ENDIAN);
        WalHeader header = WalHeader.parse(ByteBuffer.wrap(wal));
        ByteBuffer.wrap(wal).putInt(WalHeader.BYTES + 8, 0x0a).putInt(WalHeader.BYTES + 12, 0x0b);

        assertThatThrownBy(() -> FrameChain.start(header).accept(bytes, WalHeader.BYTES))
                .hasMessage(
                        "frame salt at WAL offset 32 is 0000000a-0000000b, expected %08x-%08x",
                        header.salt().salt1(), header.salt().salt2());
    }

    @Test
    void checksum_overAPartOfAnEightByteWord_isRefused() {
        assertThatThrownBy(() -> Checksum.SEED.over(ByteBuffer.allocate(16), 0, 12))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resume_atTheHeadersEnd_isTheStart() throws Exception {
        byte[] wal = wal(512);
        WalHeader header = WalHeader.parse(ByteBuffer.wrap(wal));

        FrameChain chain = FrameChain.resume(header, WalHeader.BYTES, header.checksum());

        assertThat(chain.header()).isEqualTo(header);
        assertThat(chain.accept(ByteBuffer.wrap(wal).order(ByteOrder.LITTLE_ENDIAN), WalHeader.BYTES))
                .isNotNull();
        assertThatThrownBy(() -> FrameChain.resume(header, 0, Checksum.SEED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resume_offsetWithinAFrame_isRefused() throws Exception {
        WalHeader header = WalHeader.parse(ByteBuffer.wrap(wal(512)));

        assertThatThrownBy(() -> FrameChain.resume(header, 33, Checksum.SEED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endOfFrame_beyondFourGiB_isExact() {
        PageSize pageSize = new PageSize(65_536);

        long end = pageSize.endOfFrame(100_000);

        assertThat(end).isEqualTo(32 + 100_000L * 65_560);
        assertThat(pageSize.framesBefore(end)).isEqualTo(100_000);
        assertThat(pageSize.isFrameBoundary(end)).isTrue();
        assertThat(pageSize.isFrameBoundary(end + 1)).isFalse();
    }

    private static long verify(byte[] wal) throws WalFormatException {
        WalHeader header = WalHeader.parse(ByteBuffer.wrap(wal));
        FrameChain chain = FrameChain.start(header);
        ByteBuffer bytes = ByteBuffer.wrap(wal).order(header.checksumOrder());
        long frames = 0;
        while (chain.offsetBytes() < wal.length) {
            chain.accept(bytes, (int) chain.offsetBytes());
            frames++;
        }
        return frames;
    }

    private byte[] wal(int pageSize) throws Exception {
        Path database = folder.resolve(pageSize + ".db");
        try (Application app = Application.create(database, pageSize)) {
            app.insert(20, 400);
            app.run("DELETE FROM t WHERE id % 3 = 0");
            return Files.readAllBytes(folder.resolve(pageSize + ".db-wal"));
        }
    }

    /** Gives a WAL the magic and the checksums that SQLite computes on a big-endian machine. */
    private static void asBigEndianMachine(byte[] wal) {
        ByteBuffer bytes = ByteBuffer.wrap(wal);
        int frameBytes = new PageSize(bytes.getInt(8)).frameBytes();
        bytes.putInt(0, bytes.getInt(0) | 1);
        Checksum checksum = Checksum.SEED.over(bytes, 0, 24);
        bytes.putInt(24, checksum.sum1()).putInt(28, checksum.sum2());
        for (int at = WalHeader.BYTES; at < wal.length; at += frameBytes) {
            checksum = checksum.over(bytes, at, 8).over(bytes, at + FrameHeader.BYTES, frameBytes - FrameHeader.BYTES);
            bytes.putInt(at + 16, checksum.sum1()).putInt(at + 20, checksum.sum2());
        }
    }
}
