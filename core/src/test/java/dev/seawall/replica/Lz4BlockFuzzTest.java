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
 * library's other decoder does.
 *
 * <p>Input: a byte that says how many of the following are content before the block, then those, then the block.
 */
public final class Lz4BlockFuzzTest extends FuzzTarget {
    private static final int MAX = 64 << 10;

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
        decode(() -> decompress(false, before, block)).ifPresent(alone -> requireSameAlone(alone, block));
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

    private static byte[] decompress(boolean linked, byte[] before, byte[] block) {
        Lz4BlockDecoder decoder = new Lz4BlockDecoder(linked, MAX);
        try {
            decoder.store(before, before.length);
            decoder.decompress(block, block.length);
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
