package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadinessTest {
    private final Steadiness steadiness = new Steadiness();
    private long steadyNanos = 5;
    private long wallMillis = 1_800_000_000_000L;

    private boolean lookAfter(Duration steady, Duration wall) {
        steadyNanos += steady.toNanos();
        wallMillis += wall.toMillis();
        steadiness.look(new Times(() -> Instant.ofEpochMilli(wallMillis), () -> steadyNanos));
        return steadiness.isSteady();
    }

    @Test
    void isSteady_clocksThatAgree_evenAfterLong() {
        assertThat(lookAfter(Duration.ZERO, Duration.ZERO)).isTrue();
        assertThat(lookAfter(Duration.ofDays(3), Duration.ofDays(3))).isTrue();
        assertThat(lookAfter(Duration.ofSeconds(5), Duration.ofMinutes(-50))).isTrue();
    }

    /** Set ahead and back, or a machine that slept. */
    @Test
    void isSteady_clockThatJumped_onlyAnHourLater() {
        lookAfter(Duration.ZERO, Duration.ZERO);
        for (Duration jump : new Duration[] {Duration.ofDays(2), Duration.ofDays(-2), Duration.ofHours(8)}) {
            assertThat(lookAfter(Duration.ofSeconds(5), jump)).isFalse();
            assertThat(lookAfter(Duration.ofMinutes(59), Duration.ofMinutes(59)))
                    .isFalse();
            assertThat(lookAfter(Duration.ofMinutes(1), Duration.ofMinutes(1))).isTrue();
        }
    }
}
