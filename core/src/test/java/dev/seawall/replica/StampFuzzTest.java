package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Reads a stamp: accepted exactly where {@link StampSpec} accepts it; what is accepted encodes to the same bytes.
 *
 * <p>Input: a byte of switches (1 makes magic, length and CRC right, 2 asks for a snapshot), then the beginning of an
 * object. Its name is made of what the stamp says, unless switch 4 is set.
 */
public final class StampFuzzTest extends FuzzTarget {
    private static final int SEAL = 1;
    private static final int SNAPSHOT = 2;
    private static final int OTHER_NAME = 4;
    private static final int SHORTEST = 76;

    @Override
    protected Verdict check(byte[] input) throws Exception {
        if (input.length < 1 + SHORTEST) {
            return Verdict.REFUSED;
        }
        byte[] object = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & SEAL) != 0) {
            StampSpec.seal(object);
        }
        ObjectName name = name(ByteBuffer.wrap(object), input[0]);
        try {
            SealedStamp read = Allocation.within(200L * object.length, () -> read(name, object));
            byte[] stamp = Arrays.copyOf(
                    object, 8 + Integer.reverseBytes(ByteBuffer.wrap(object).getInt(4)));
            assertThat(isOne(stamp, name)).isTrue();
            requireRoundTrip(name, read, stamp);
            return Verdict.ACCEPTED;
        } catch (DamagedReplicaException e) {
            assertThat(e.key()).isEqualTo(name.key());
            assertThat((input[0] & SEAL) != 0 && isOne(object, name))
                    .as(e.getMessage())
                    .isFalse();
            return Verdict.REFUSED;
        }
    }

    private static ObjectName name(ByteBuffer object, int switches) {
        boolean other = (switches & OTHER_NAME) != 0;
        GenerationId generation = GenerationId.ofBits(other ? 77 : object.getLong(16));
        int index = object.getInt(24) & Integer.MAX_VALUE;
        return (switches & SNAPSHOT) != 0
                ? new SnapshotName(generation, index)
                : new SegmentName(generation, index, object.getLong(32) & SegmentName.MAX_OFFSET_BYTES);
    }

    private static SealedStamp read(ObjectName name, byte[] object) throws DamagedReplicaException {
        OptionalInt length = StampDecoder.stampBytes(name, object);
        if (length.isEmpty() || length.getAsInt() > object.length) {
            throw new DamagedReplicaException(name.key(), "object", "a whole stamp", "none");
        }
        return StampDecoder.decode(name, Arrays.copyOf(object, length.getAsInt()));
    }

    private static boolean isOne(byte[] stamp, ObjectName name) {
        StampSpec spec = new StampSpec(stamp);
        return name instanceof SegmentName segment
                ? spec.isSegment(segment.generation().bits(), segment.index(), segment.offsetBytes())
                : spec.isSnapshot(name.generation().bits(), name.index());
    }

    private static void requireRoundTrip(ObjectName name, SealedStamp read, byte[] stamp) throws Exception {
        byte[] again = StampEncoder.encode(read);
        assertThat(StampDecoder.decode(name, again)).isEqualTo(read);
        assertThat(again).hasSize(StampEncoder.bytes(read.stamp()));
        if (new StampSpec(stamp).isAsWeWrite()) {
            assertThat(again).isEqualTo(stamp);
        }
    }
}
