package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.cli.value.DurationConverter;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({
        "1ms, 1",
        "250ms, 250",
        "1s, 1000",
        "0.5s, 500",
        "1.25s, 1250",
        "10m, 600000",
        "24h, 86400000",
        "1h30m, 5400000",
        "7d, 604800000",
        "36500d, 3153600000000"
    })
    void convert_numberWithUnit_isThatLong(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "10, has no unit: write 10s",
        "1.5, has no unit",
        "0, has no unit",
        "0s, has no length",
        "0.1ms, has no length",
        "0h0m, has no length",
        "36501d, is too long: 36500d at most",
        "999999999999d, is too long"
    })
    void convert_unusableLength_saysWhy(String text, String why) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1s", "1S", "1sec", "1 s", "s", "1s2", "1e3s", "PT1S", "10min", "\u0661s", "1w"})
    void convert_anotherForm_isRefusedWithExamples(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is not a duration")
                .hasMessageContaining("250ms");
    }
}
