package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.jpountz.lz4.LZ4Exception;

/**
 * Decompresses one block: a linked one exactly as {@link ReferenceLz4} does; and one that stands alone exactly as the
 * library's other decoder does, wherever it was wanted and however long it was foreseen to be.
 *
 * <p>Input: a byte that says how many of the following are content before the block, then those, then the block.
 */
public final class Lz4BlockFuzzTest extends FuzzTarget {
    private static final int MAX = 64 << 10;
    private static final int GUARDED = 16;

    @Override
    protected Verdict check(byte[] input) throws Exception {
        if (input.length == 0) {
            return Verdict.REFUSED;
        }
        int split = Math.min(input.length, 1 + Byte.toUnsignedInt(input[0]));
        byte[] before = Arrays.copyOfRange(input, 1, split);
        byte[] block = Arrays.copyOfRange(input, split, input.length);
        Optional<byte[]> linked = decode(() -> decompress(true, before, block));
        assertSame(linked, decode(() -> ReferenceLz4.linked(before, block, MAX)));
        Optional<byte[]> alone = decode(() -> decompress(false, before, block));
        alone.ifPresent(bytes -> requireSameAlone(bytes, block));
        int length = alone.map(bytes -> bytes.length).orElse(MAX / 2);
        for (int foreseen = Math.max(0, length - 1); foreseen <= length + 1; foreseen++) {
            for (int room = Math.max(0, foreseen - 1); room <= foreseen + 1; room++) {
                assertSame(decodeAt(block, foreseen, room), alone);
            }
        }
        return linked.isPresent() ? Verdict.ACCEPTED : Verdict.REFUSED;
    }

    /** The library refuses more than the format does: ends of blocks that no encoder writes. */
    private static void requireSameAlone(byte[] alone, byte[] block) {
        try {
            assertThat(alone).isEqualTo(ReferenceLz4.linked(new byte[0], block, MAX));
        } catch (LZ4Exception e) {
            assertThat(e).hasMessage(ReferenceLz4.DISTANCE_0);
        }
    }

    private static Optional<byte[]> decode(Callable<byte[]> decoder) throws Exception {
        try {
            return Optional.of(Allocation.within(1 << 20, decoder));
        } catch (LZ4Exception | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Nothing outside the room may be touched. */
    private static Optional<byte[]> decodeAt(byte[] block, int foreseen, int room) throws Exception {
        byte[] wanted = new byte[room + 2 * GUARDED];
        return decode(() -> decompressAt(block, foreseen, wanted, room));
    }

    private static byte[] decompressAt(byte[] block, int foreseen, byte[] wanted, int room) {
        Lz4BlockDecoder decoder = new Lz4BlockDecoder(false, MAX);
        try {
            decoder.decompress(block, block.length, foreseen, wanted, GUARDED, room);
        } finally {
            for (int i = 0; i < GUARDED; i++) {
                assertThat(wanted[i]).isZero();
                assertThat(wanted[GUARDED + room + i]).isZero();
            }
        }
        return Arrays.copyOfRange(decoder.buffer(), decoder.start(), decoder.end());
    }

    private static byte[] decompress(boolean linked, byte[] before, byte[] block) {
        Lz4BlockDecoder decoder = new Lz4BlockDecoder(linked, MAX);
        try {
            decoder.store(before, before.length);
            decoder.decompress(block, block.length, MAX, new byte[0], 0, 0);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new AssertionError("not the exception that is declared", e);
        }
        return Arrays.copyOfRange(decoder.buffer(), decoder.start(), decoder.end());
    }

    private static void assertSame(Optional<byte[]> actual, Optional<byte[]> expected) {
        assertThat(actual.isPresent()).isEqualTo(expected.isPresent());
        actual.ifPresent(bytes -> assertThat(bytes).isEqualTo(expected.get()));
    }
}
