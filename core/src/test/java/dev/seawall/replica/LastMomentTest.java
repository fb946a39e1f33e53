package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastMomentTest {
    private static final GenerationId GENERATION = GenerationId.ofBits(7);
    private static final Instant STORED = Instant.ofEpochMilli(5000);

    private final MemoryStorage storage = new MemoryStorage(() -> STORED);
    private final StampedObjects objects = new StampedObjects(storage, GENERATION);

    private Optional<Long> last() throws IOException {
        return LastMoment.of(GenerationListing.read(storage, GENERATION), storage)
                .map(Instant::toEpochMilli);
    }

    @Test
    void lastMoment_ofNothing_isNone() throws Exception {
        assertThat(last()).isEmpty();

        objects.segment(0, 0);

        assertThat(last()).as("no commit in the only segment").isEmpty();
    }

    @Test
    void lastMoment_segmentWithoutCommitAtTheEnd_isTheCommitBeforeIt() throws Exception {
        objects.snapshot(0, 100);
        objects.segment(0, 0, 200, 300);
        objects.segment(0, 2);

        assertThat(last()).contains(300L);
    }

    @Test
    void lastMoment_noCommitAtAll_isThatOfTheNewestSnapshot() throws Exception {
        objects.snapshot(0, 100);
        objects.snapshot(2, 250);
        objects.segment(0, 0);

        assertThat(last()).contains(250L);
    }

    @Test
    void lastMoment_snapshotLaterThanTheLastCommit_isTheSnapshots() throws Exception {
        objects.segment(0, 0, 200);
        objects.snapshot(0, 400);

        assertThat(last()).as("its segment never came").contains(400L);
    }

    @Test
    void lastMoment_withoutStamps_isTheStoragesOwnTime() throws Exception {
        objects.unstamp(objects.segment(0, 0, 200));

        assertThat(last()).contains(STORED.toEpochMilli());

        objects.snapshot(0, 9000);

        assertThat(last()).contains(9000L);
    }

    @Test
    void lastMoment_snapshotWithoutStamp_isTheStoragesOwnTime() throws Exception {
        objects.unstamp(objects.snapshot(0, 100));

        assertThat(last()).contains(STORED.toEpochMilli());
    }
}
