package dev.seawall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seawall.fuzz.FuzzTarget.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every sample of every target, and damaged copies of it. */
public abstract class CorpusContract {
    private static final int DAMAGED_COPIES = 60;

    protected abstract List<FuzzTarget> targets();

    @TestFactory
    Stream<DynamicTest> sample_asItIs_isJudgedAsItsNameSays() {
        return each((target, sample) -> {
            Verdict verdict = target.check(Files.readAllBytes(sample));
            String name = String.valueOf(sample.getFileName());
            if (name.startsWith("valid-")) {
                assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
            } else if (name.startsWith("broken-")) {
                assertThat(verdict).isEqualTo(Verdict.REFUSED);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> sample_withBytesChangedOrCut_keepsTheRules() {
        return each((target, sample) -> {
            byte[] whole = Files.readAllBytes(sample);
            Random random = new Random(whole.length);
            for (int i = 0; i < DAMAGED_COPIES; i++) {
                byte[] damaged = damaged(whole, random);
                try {
                    target.check(damaged);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(
                            "input " + HexFormat.of().formatHex(damaged, 0, Math.min(2000, damaged.length)), e);
                }
            }
        });
    }

    /** Without both, a target may never reach its parser, or never leave it. */
    @TestFactory
    Stream<DynamicTest> samples_ofATarget_areOfBothKinds() {
        return targets().stream()
                .map(target -> dynamicTest(
                        target.name(),
                        () -> assertThat(Corpus.of(target).samples())
                                .anyMatch(sample ->
                                        String.valueOf(sample.getFileName()).startsWith("valid-"))
                                .anyMatch(sample ->
                                        String.valueOf(sample.getFileName()).startsWith("broken-"))));
    }

    private Stream<DynamicTest> each(Check check) {
        return targets().stream()
                .flatMap(target -> Corpus.of(target).samples().stream()
                        .map(sample -> target.name() + "/" + sample.getFileName())
                        .map(name -> dynamicTest(name, () -> named(target, name, check))));
    }

    /** Names the sample in the failure too: reports leave the names of dynamic tests out. */
    private static void named(FuzzTarget target, String name, Check check) {
        try {
            check.of(target, Corpus.of(target).folder().resolveSibling(name));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(name + ": " + e, e);
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        if (whole.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        byte[] copy = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length + 1) : whole.length);
        for (int n = random.nextInt(4); n > 0 && copy.length > 0; n--) {
            // Headers are short, and hold most of what can be wrong.
            int at = random.nextInt(random.nextBoolean() ? Math.min(48, copy.length) : copy.length);
            copy[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (copy[at] ^ (1 << random.nextInt(8)));
        }
        return copy;
    }

    /** One sample of one target. */
    private interface Check {
        void of(FuzzTarget target, Path sample) throws Exception;
    }
}
