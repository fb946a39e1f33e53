package dev.seawall.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a WAL: header and frames are accepted exactly as far as the reference accepts them.
 *
 * <p>Input: a byte of switches (1 makes the header's checksum right, 2 all salts and checksums of frames), then a WAL.
 */
public final class WalFuzzTest extends FuzzTarget {
    private static final int SEAL_HEADER = 1;
    private static final int SEAL_FRAMES = 2;

    @Override
    protected Verdict check(byte[] input) throws Exception {
        if (input.length == 0) {
            return Verdict.REFUSED;
        }
        byte[] wal = Arrays.copyOfRange(input, 1, input.length);
        ReferenceWal reference = new ReferenceWal(wal);
        if ((input[0] & SEAL_HEADER) != 0) {
            reference.seal((input[0] & SEAL_FRAMES) != 0);
        }
        int frames = Allocation.within(1000L * wal.length, () -> read(wal, reference));
        return frames > 0 ? Verdict.ACCEPTED : Verdict.REFUSED;
    }

    private static int read(byte[] wal, ReferenceWal reference) {
        ByteBuffer bytes = ByteBuffer.wrap(wal);
        WalHeader header;
        try {
            header = WalHeader.parse(bytes);
        } catch (WalFormatException e) {
            assertThat(reference.hasHeader()).isFalse();
            assertThat(e.offsetBytes()).isBetween(0L, 31L);
            return 0;
        }
        assertThat(reference.hasHeader()).isTrue();
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(wal));
        assertThat(header.checkpointSequence()).isEqualTo((int) reference.word(12));
        assertThat(header.salt()).isEqualTo(new Salt((int) reference.word(16), (int) reference.word(20)));
        int frames = acceptAll(bytes.order(header.checksumOrder()), header, reference);
        assertThat(frames).isEqualTo(reference.frames());
        return frames;
    }

    private static int acceptAll(ByteBuffer bytes, WalHeader header, ReferenceWal reference) {
        FrameChain chain = FrameChain.start(header);
        int frames = 0;
        while (chain.offsetBytes() + header.pageSize().frameBytes() <= bytes.capacity()) {
            int at = (int) chain.offsetBytes();
            assertThat((long) at).isEqualTo(header.pageSize().endOfFrame(frames));
            FrameChain resumed = FrameChain.resume(header, at, chain.checksum());
            try {
                FrameHeader frame = chain.accept(bytes, at);
                assertThat(frame.pageNumber()).isEqualTo(reference.word(at));
                assertThat(frame.databasePages()).isEqualTo(reference.word(at + 4));
                assertThat(frame.isCommit()).isEqualTo(reference.word(at + 4) != 0);
                assertThat(resumed.accept(bytes, at)).isEqualTo(frame);
                assertThat(resumed.checksum()).isEqualTo(chain.checksum());
                frames++;
            } catch (WalFormatException e) {
                assertThat(e.offsetBytes()).isEqualTo(at);
                assertThat(chain.offsetBytes()).isEqualTo(at);
                assertThat(chain.checksum()).isEqualTo(resumed.checksum());
                return frames;
            }
        }
        return frames;
    }
}
