package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.LogWatch;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A storage that is away is asked less and less, and never given up; and what is said of it fills no disk. */
class BackoffTest {
    private long nanos;
    private final Backoff backoff =
            new Backoff("s3://bucket/db", new Times(InstantSource.system(), () -> nanos), new Random(1));

    private void fail() throws IOException {
        assertThat(backoff.attempt("ship x to", () -> {
                    throw new StorageException(Kind.UNREACHABLE, "no answer", null);
                }))
                .isEmpty();
    }

    /** How long until it may try again. */
    private Duration pause() {
        assertThat(backoff.mayTry()).isFalse();
        Duration pause = Duration.ofNanos(backoff.nextTryNanos() - nanos);
        nanos = backoff.nextTryNanos();
        assertThat(backoff.mayTry()).isTrue();
        return pause;
    }

    @Test
    void attempts_thatGoOnFailing_comeLessAndLessOften() throws Exception {
        long most = 100;
        for (int i = 0; i < 20; i++) {
            fail();
            assertThat(pause()).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
            most = Math.min(2 * most, 30_000);
        }
        assertThat(most).isEqualTo(30_000);
        assertThat(backoff.isFailingFor(Duration.ofMinutes(1))).isTrue();
        assertThat(backoff.isFailingFor(Duration.ofDays(1))).isFalse();

        assertThat(backoff.attempt("ship x to", () -> 7)).contains(7);

        assertThat(backoff.failure()).isEmpty();
        assertThat(backoff.isFailingFor(Duration.ZERO)).isFalse();
        assertThat(backoff.mayTry()).isTrue();
        fail();
        assertThat(pause()).as("from the beginning").isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void outage_ofAnHour_isSaidOnceAMinuteAndItsEndOnce() throws Exception {
        try (LogWatch log = new LogWatch(Backoff.class)) {
            fail();
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("cannot ship x to s3://bucket/db: no answer");
            while (nanos < Duration.ofHours(1).toNanos()) {
                pause();
                fail();
            }
            assertThat(log.messages()).hasSizeBetween(40, 61);
            backoff.succeeded();
            backoff.succeeded();
            assertThat(log.messages())
                    .filteredOn(said -> said.contains("works again"))
                    .hasSize(1);
        }
    }

    /** What is no answer of a storage is not for it to wait for; a bug in a snapshot is, and is said with where it is. */
    @Test
    void failure_ofAnotherKind_isToldAsItIs() {
        assertThatThrownBy(() -> backoff.attempt("ship x to", () -> {
                    throw new IOException("the disk");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk");
        assertThat(backoff.failure()).isEmpty();
        IllegalStateException bug = new IllegalStateException("a bug");
        assertThatThrownBy(() -> backoff.attempt("ship x to", () -> {
                    throw bug;
                }))
                .isSameAs(bug);
        assertThat(backoff.failure()).contains(bug);
        backoff.succeeded();
        try (LogWatch log = new LogWatch(Backoff.class)) {
            backoff.failed("take a snapshot for", bug);
            assertThat(log.messages()).singleElement().asString().contains("a bug");
        }
        assertThat(backoff.failure()).contains(bug);
    }
}
