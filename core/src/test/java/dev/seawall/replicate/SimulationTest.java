package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs {@link Simulation}s, each from a seed.
 *
 * <p>More with {@code -Dtest.properties=-Dseeds=N}, or {@code -Dcommits=N} for as many seeds as make N commits; one alone
 * with {@code -Dseed=S}.
 */
class SimulationTest {
    /**
     * What once found something: a break for the wrong reason (220), generations out of order where the one between them
     * had no object (225, 347), and a commit with an earlier time than the one before it (234). SQLite's salts differ from
     * run to run, so a run may not meet it again.
     */
    private static final List<Long> FOUND = List.of(220L, 225L, 234L, 347L);

    private static final Tally total = new Tally();
    private static long began;

    @TempDir
    Path folder;

    static LongStream seeds() {
        began = System.nanoTime();
        Long one = Long.getLong("seed");
        Long commits = Long.getLong("commits");
        if (one != null) {
            return LongStream.of(one);
        }
        return commits != null
                ? LongStream.iterate(1, seed -> total.of(Tally.Event.COMMIT) < commits, seed -> seed + 1)
                : LongStream.concat(
                        FOUND.stream().mapToLong(Long::longValue),
                        LongStream.rangeClosed(1, Long.getLong("seeds", 12)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyRun_restores_toWhatWasCommitted(long seed) throws Exception {
        Tally tally = new Tally();
        run(seed, tally);
        total.add(tally);
    }

    @Test
    void oneSeed_runTwice_countsTheSame() throws Exception {
        Tally first = new Tally();
        Tally second = new Tally();
        run(7, first);
        run(7, second);
        assertThat(second).hasToString(first.toString());
    }

    private void run(long seed, Tally tally) throws Exception {
        Path own = Files.createTempDirectory(folder, "seed");
        try {
            new Simulation(seed, own, tally).run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " (alone: mvn -pl core test -Dtest=SimulationTest -Dtest.properties=-Dseed=" + seed
                            + "): " + e.getMessage(),
                    e);
        }
        delete(own);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @AfterAll
    static void report() {
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        System.out.printf("Simulated in %,d s:%n%s", seconds, total);
    }
}
