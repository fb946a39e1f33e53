package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads an object without a stamp: gives content exactly where {@link ReferenceLz4} does, and the same; what it gives of
 * a frame that LZ4's own stream can read, that stream gives too. And what we write of any content, both read back.
 *
 * <p>Input: a byte of switches (1 puts the magic and a right header check around what follows, 2 puts the end mark and
 * the right hash behind it, 4 makes it a legacy frame), then an object, or what is left of it: FLG, BD, blocks.
 */
public final class Lz4FrameFuzzTest extends FuzzTarget {
    private static final int BEGIN = 1;
    private static final int END = 2;
    private static final int LEGACY = 4;
    private static final SegmentName NAME = new SegmentName(GenerationId.ofBits(1), 0, 0);

    @Override
    protected Verdict check(byte[] input) throws Exception {
        if (input.length == 0) {
            return Verdict.REFUSED;
        }
        byte[] object = object(input);
        requireRoundTrip(object);
        Optional<byte[]> expected = ReferenceLz4.decode(object);
        try {
            // A block may announce 8 MiB; then as much again is taken for what it decompresses to.
            byte[] content = Allocation.within((32L << 20) + 2000L * object.length, () -> read(object));
            assertThat(expected).hasValueSatisfying(bytes -> assertThat(content).isEqualTo(bytes));
            requireLibraryAgrees(object, content);
            return Verdict.ACCEPTED;
        } catch (DamagedReplicaException e) {
            assertThat(e.key()).isEqualTo(NAME.key());
            // An object that begins with a stamp is another target's.
            assertThat(expected).as(e.getMessage()).isEmpty();
            return Verdict.REFUSED;
        }
    }

    private static byte[] object(byte[] input) {
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & LEGACY) != 0) {
            return concat(littleEndian(Lz4Format.LEGACY_MAGIC), rest);
        }
        int header = rest.length > 0 && (rest[0] & Lz4Format.FLG_CONTENT_SIZE) != 0 ? 10 : 2;
        if ((input[0] & BEGIN) == 0 || rest.length < header) {
            return rest;
        }
        byte[] descriptor = Arrays.copyOf(rest, header);
        byte[] begun = concat(
                littleEndian(Lz4Format.MAGIC),
                descriptor,
                new byte[] {(byte) (ReferenceLz4.hash(descriptor) >> 8)},
                Arrays.copyOfRange(rest, header, rest.length));
        if ((input[0] & END) == 0) {
            return begun;
        }
        byte[] content = ReferenceLz4.contentSoFar(begun);
        boolean hashed = (rest[0] & Lz4Format.FLG_CONTENT_CHECKSUM) != 0;
        return concat(begun, new byte[4], hashed ? littleEndian(ReferenceLz4.hash(content)) : new byte[0]);
    }

    private static byte[] read(byte[] object) throws IOException {
        try (ObjectReader reader = new ObjectReader(NAME, new ByteArrayInputStream(object))) {
            return reader.content().readAllBytes();
        }
    }

    private static void requireLibraryAgrees(byte[] object, byte[] content) throws IOException {
        boolean legacy = object[0] == 0x02;
        if (!legacy && (object[4] & Lz4Format.FLG_INDEPENDENT) != 0) {
            assertThat(library(object)).isEqualTo(content);
        }
    }

    private static byte[] library(byte[] object) throws IOException {
        try (LZ4FrameInputStream in = new LZ4FrameInputStream(
                new ByteArrayInputStream(object),
                LZ4Factory.fastestInstance().safeDecompressor(),
                XXHashFactory.fastestInstance().hash32(),
                true)) {
            return in.readAllBytes();
        }
    }

    private static void requireRoundTrip(byte[] content) throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (Lz4FrameEncoder encoder = new Lz4FrameEncoder()) {
            object.write(encoder.piece(), 0, encoder.begin());
            if (content.length > 0) {
                object.write(encoder.piece(), 0, encoder.block(content, 0, content.length));
            }
            object.write(encoder.piece(), 0, encoder.end());
            assertThat(encoder.seal()).isEqualTo(new ContentSeal(content.length, ReferenceLz4.hash(content)));
        }
        assertThat(object.size()).isLessThanOrEqualTo(Lz4FrameEncoder.maxFrameBytes(content.length));
        assertThat(read(object.toByteArray())).isEqualTo(content);
        assertThat(library(object.toByteArray())).isEqualTo(content);
    }

    private static byte[] littleEndian(int word) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(word)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
