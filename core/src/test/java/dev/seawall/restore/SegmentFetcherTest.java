package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.EncodedSegment;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentEncoder;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays are used again and again, by several threads: nothing of one segment may show in another. */
class SegmentFetcherTest {
    private static final PageSize PAGE = new PageSize(4096);
    private static final GenerationId GENERATION = GenerationId.ofBits(7);
    /** In frames: long before short, lengths that are almost alike, and one that fills a segment. */
    private static final int[] LENGTHS = {2_000, 30, 700, 28, 690, 26, 1_500, 31, 650, 1, 1_400, 29, 640, 3, 2_036, 700
    };

    private final MemoryStorage storage = new MemoryStorage();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<Listed<SegmentName>> listed = new ArrayList<>();

    private void store(Random random) throws Exception {
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            long start = 0;
            for (int frames : LENGTHS) {
                long end = PAGE.endOfFrame(PAGE.framesBefore(start) + frames);
                byte[] content = new byte[(int) (end - start)];
                random.nextBytes(content);
                // What compresses to little, and what does not at all.
                Arrays.fill(content, 0, random.nextInt(content.length), (byte) frames);
                SegmentStamp stamp = new SegmentStamp(
                        new Position(GENERATION, 0, start),
                        end,
                        PAGE,
                        new Salt(1, 2),
                        Checksum.SEED,
                        Checksum.SEED,
                        1,
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
                ByteBuffer object = EncodedSegment.of(encoder, stamp, ByteBuffer.wrap(content));
                listed.add(new Listed<>(stamp.name(), object.remaining(), Instant.EPOCH));
                storage.create(stamp.name().key(), object);
                contents.add(content);
                start = end;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 4 << 20, 24 << 20})
    void next_segmentsOfManyLengths_givesEachItsOwnContent(int budgetBytes) throws Exception {
        store(new Random(budgetBytes));
        ProgressCount progress = new ProgressCount(Progress.NONE, 1);
        for (int round = 0; round < 5; round++) {
            try (SegmentFetcher fetcher =
                    new SegmentFetcher(new PatientStorage(storage), listed, progress, 3, budgetBytes)) {
                for (int i = 0; i < listed.size(); i++) {
                    try (OpenSegment segment = fetcher.next()) {
                        assertThat(segment.name()).isEqualTo(listed.get(i).name());
                        assertThat(segment.content().readAllBytes())
                                .as("segment %d of round %d", i, round)
                                .isEqualTo(contents.get(i));
                    }
                }
            }
        }
    }
}
