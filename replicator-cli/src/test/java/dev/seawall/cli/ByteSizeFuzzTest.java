package dev.seawall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.cli.value.ByteSizeConverter;
import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.math.BigDecimal;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Reads a size: what is accepted is the number times its unit, rounded down. Input: the text in UTF-8. */
public final class ByteSizeFuzzTest extends FuzzTarget {
    @Override
    protected Verdict check(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        long bytes;
        try {
            bytes = Allocation.within(1000L * input.length, () -> new ByteSizeConverter().convert(text));
        } catch (TypeConversionException e) {
            return Verdict.REFUSED;
        }
        int unit = 0;
        while (unit < text.length() && "0123456789.".indexOf(text.charAt(unit)) >= 0) {
            unit++;
        }
        BigDecimal exact = new BigDecimal(text.substring(0, unit))
                .multiply(new BigDecimal(factor(text.substring(unit).strip().toLowerCase(Locale.ROOT))));
        assertThat(bytes).isPositive();
        assertThat(exact.subtract(BigDecimal.valueOf(bytes))).isBetween(BigDecimal.ZERO, new BigDecimal("0.999999999"));
        return Verdict.ACCEPTED;
    }

    private static long factor(String unit) {
        long base = unit.length() == 3 && unit.charAt(1) == 'i' ? 1024 : 1000;
        long factor = 1;
        for (int i = "bkmgt".indexOf(unit.charAt(0)); i > 0; i--) {
            factor *= base;
        }
        return factor;
    }
}
