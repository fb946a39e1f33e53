package dev.seawall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.cli.value.DurationConverter;
import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration: what is accepted is the sum of its parts, each rounded down to a millisecond. Input: UTF-8. */
public final class DurationFuzzTest extends FuzzTarget {
    @Override
    protected Verdict check(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        try {
            Duration duration = Allocation.within(2000L * input.length, () -> DurationConverter.parse(text));
            assertThat(duration).isPositive().isLessThanOrEqualTo(Duration.ofDays(36_500));
            assertThat(duration.toMillis()).isEqualTo(millis(text));
            return Verdict.ACCEPTED;
        } catch (TypeConversionException e) {
            return Verdict.REFUSED;
        }
    }

    private static long millis(String text) {
        long sum = 0;
        for (int at = 0; at < text.length(); ) {
            int number = at;
            while ("0123456789.".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            int unit = at;
            while (at < text.length() && "0123456789.".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            sum += new BigDecimal(text.substring(number, unit))
                    .multiply(new BigDecimal(factor(text.substring(unit, at))))
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact();
        }
        return sum;
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60 * 1000;
            case "h" -> 60 * 60 * 1000;
            case "d" -> 24 * 60 * 60 * 1000;
            default -> throw new AssertionError("accepted the unit '" + unit + "'");
        };
    }
}
