package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.cli.value.CountConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class CountConverterTest {
    @Test
    void convert_wholeNumber_isThatNumber() {
        assertThat(new CountConverter.OfInt().convert("2147483647")).isEqualTo(Integer.MAX_VALUE);
        assertThat(new CountConverter.OfLong().convert("3000000000")).isEqualTo(3_000_000_000L);
        assertThat(new CountConverter.OfLong().convert("0")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "1.0", "2147483648", "99999999999999999999", "0x10", "one"})
    void convert_outOfRange_namesTheRange(String text) {
        assertThatThrownBy(() -> new CountConverter.OfInt().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not a whole number from 1 to 2147483647");
    }
}
