package dev.seawall.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.retention.RetentionPlan.DatedGeneration;
import dev.seawall.retention.RetentionPlan.DatedSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {
    @Test
    void keepFrom_severalSnapshotsBeforeTheWindow_isTheNewestOfThem() {
        List<DatedSnapshot> snapshots =
                List.of(new DatedSnapshot(0, 100), new DatedSnapshot(4, 200), new DatedSnapshot(9, 300));

        assertThat(RetentionPlan.keepFrom(snapshots, 250)).hasValue(4);
        assertThat(RetentionPlan.keepFrom(snapshots, 200)).hasValue(4);
        assertThat(RetentionPlan.keepFrom(snapshots, 199)).hasValue(0);
    }

    @Test
    void keepFrom_allSnapshotsInsideTheWindow_isEverything() {
        assertThat(RetentionPlan.keepFrom(List.of(new DatedSnapshot(3, 100)), 99))
                .isEmpty();
    }

    @Test
    void expired_generationThatStillAnswersForTheWindowsStart_stays() {
        var old = generation("old", 100, 200);

        // The window starts at 250: what the database was then, only the old generation can say.
        assertThat(RetentionPlan.expired(List.of(old), 300, 250)).isEmpty();
        assertThat(RetentionPlan.expired(List.of(old), 300, 299)).isEmpty();
        assertThat(RetentionPlan.expired(List.of(old), 300, 300)).containsExactly("old");
    }

    @Test
    void expired_lastMomentInsideTheWindow_stays() {
        assertThat(RetentionPlan.expired(List.of(generation("old", 100, 400)), 300, 350))
                .isEmpty();
    }

    @Test
    void expired_chainOfGenerations_goesUpToTheOneThatAnswers() {
        var first = generation("first", 100, 150);
        var second = generation("second", 200, 250);
        var third = generation("third", 300, 350);

        assertThat(RetentionPlan.expired(List.of(third, first, second), 400, 320))
                .containsExactly("first", "second");
    }

    @Test
    void expired_generationWithoutSnapshot_goesOnceItsLastMomentIsOut() {
        var useless = new DatedGeneration<>("useless", List.of(), 200);

        assertThat(RetentionPlan.expired(List.of(useless), 300, 199)).isEmpty();
        assertThat(RetentionPlan.expired(List.of(useless), 300, 200)).containsExactly("useless");
    }

    @Test
    void expired_successorWithoutSnapshot_answersForNothing() {
        var old = generation("old", 100, 200);
        var useless = new DatedGeneration<>("useless", List.of(), 220);

        assertThat(RetentionPlan.expired(List.of(old, useless), 300, 250)).containsExactly("useless");
    }

    private static DatedGeneration<String> generation(String id, long firstMillis, long lastMillis) {
        return new DatedGeneration<>(id, List.of(new DatedSnapshot(0, firstMillis)), lastMillis);
    }
}
