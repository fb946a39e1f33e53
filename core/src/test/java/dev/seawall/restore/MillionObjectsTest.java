package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * A plan over a million objects is made of one listing and a few stamps, in the memory that tests have. Catalogue T34;
 * and, as offsets go up to 4 GiB, T25.
 */
class MillionObjectsTest {
    private static final long LAST = (long) MillionObjects.INDEXES * MillionObjects.SEGMENTS;

    @Test
    void plan_ofAMillionSegments_readsOneListingAndFewStamps() throws Exception {
        MillionObjects replica = new MillionObjects();
        RestorePlanner planner = new RestorePlanner(replica);

        RestorePlan latest = planner.plan(new Target.Latest(), Optional.empty());
        assertThat(latest.target().commit()).isEqualTo(OptionalLong.of(LAST));
        assertThat(latest.segments()).hasSize((int) LAST);
        assertThat(latest.target().position().offsetBytes()).isBetween(0xfd00_0000L, 0xffff_ffffL);
        assertThat(replica.listings()).isEqualTo(1);
        assertThat(replica.ranges()).isLessThan(20);

        long commit = 567_890;
        RestorePlan timed = planner.plan(
                new Target.AtTime(MillionObjects.BEGAN.plusSeconds(commit).plusMillis(1)), Optional.empty());
        assertThat(timed.target().commit()).isEqualTo(OptionalLong.of(commit));
        assertThat(timed.target().position().offsetBytes()).isGreaterThan(0x8000_0000L);
        assertThat(timed.segments()).hasSize((int) commit);
        assertThat(replica.listings()).isEqualTo(2);
        assertThat(replica.ranges()).isLessThan(80);
    }
}
