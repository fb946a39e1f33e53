package dev.seawall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Feeds any bytes to one parser, and checks what becomes of them: a result that keeps every rule of the format, as an
 * independent reading of it finds, or the one exception that the parser declares.
 *
 * <p>As a test, it runs every sample, and damaged copies of it.
 */
public abstract class FuzzTarget {
    private static final int DAMAGED_COPIES = 40;

    /** What the parser said to an input. */
    public enum Verdict {
        ACCEPTED,
        REFUSED
    }

    /**
     * Runs the parser. Keeps nothing from one call to the next.
     *
     * @throws Exception if the parser threw what it does not declare
     * @throws AssertionError if what it gave breaks a rule
     */
    protected abstract Verdict check(byte[] input) throws Exception;

    @TestFactory
    Stream<DynamicTest> sample_asItIs_isJudgedAsItsNameSays() {
        return Samples.of(this).files().stream()
                .map(sample -> named(sample, () -> {
                    Verdict verdict = check(Files.readAllBytes(sample));
                    if (Samples.isValid(sample)) {
                        assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
                    } else if (Samples.isBroken(sample)) {
                        assertThat(verdict).isEqualTo(Verdict.REFUSED);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> sample_withBytesChangedOrCut_keepsTheRules() {
        return Samples.of(this).files().stream()
                .map(sample -> named(sample, () -> {
                    byte[] whole = Files.readAllBytes(sample);
                    Random random = new Random(whole.length);
                    for (int i = 0; i < DAMAGED_COPIES; i++) {
                        byte[] damaged = damaged(whole, random);
                        try {
                            check(damaged);
                        } catch (Exception | AssertionError e) {
                            throw new AssertionError("input " + HexFormat.of().formatHex(damaged), e);
                        }
                    }
                }));
    }

    /** Without both, a target may never reach its parser, or never leave it. */
    @Test
    void samples_ofATarget_areOfBothKinds() {
        assertThat(Samples.of(this).files()).anyMatch(Samples::isValid).anyMatch(Samples::isBroken);
    }

    /** Names the sample in the failure too: reports leave the names of dynamic tests out. */
    private DynamicTest named(Path sample, Check check) {
        String name = getClass().getSimpleName() + "/" + sample.getFileName();
        return dynamicTest(name, () -> {
            try {
                check.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError(name + ": " + e, e);
            }
        });
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

    /** What is done with one sample. */
    private interface Check {
        void run() throws Exception;
    }
}
