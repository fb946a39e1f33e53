package dev.seawall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.cli.value.CountConverter;
import dev.seawall.fuzz.FuzzTarget;
import java.math.BigInteger;
import picocli.CommandLine.TypeConversionException;

/** Reads counts: all digits in their range are accepted as what they say, nothing else is. Input: UTF-8. */
public final class CountFuzzTest extends FuzzTarget {
    /** Numbers with more digits are refused, though some of 19 would fit. */
    private static final BigInteger LARGEST = BigInteger.TEN.pow(18).subtract(BigInteger.ONE);

    @Override
    protected Verdict check(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        BigInteger value = digits ? new BigInteger(text) : BigInteger.ONE.negate();
        boolean small = value.signum() > 0 && value.bitLength() <= 31;
        boolean large = value.signum() >= 0 && value.compareTo(LARGEST) <= 0;
        try {
            assertThat((long) new CountConverter.OfInt().convert(text)).isEqualTo(value.longValueExact());
            assertThat(small).isTrue();
        } catch (TypeConversionException e) {
            assertThat(small).isFalse();
        }
        try {
            assertThat(new CountConverter.OfLong().convert(text)).isEqualTo(value.longValueExact());
            assertThat(large).isTrue();
            return Verdict.ACCEPTED;
        } catch (TypeConversionException e) {
            assertThat(large).isFalse();
            return Verdict.REFUSED;
        }
    }
}
