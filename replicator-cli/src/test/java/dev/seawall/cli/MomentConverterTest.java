package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class MomentConverterTest {
    private final MomentConverter converter = new MomentConverter(InstantSource.fixed(CliRun.NOW));

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T11:00:00Z, 2026-03-01T11:00:00Z",
        "2026-03-01t11:00:00z, 2026-03-01T11:00:00Z",
        "2026-03-01 11:00:00Z, 2026-03-01T11:00:00Z",
        "2026-03-01T11:00:00.1Z, 2026-03-01T11:00:00.100Z",
        "2026-03-01T11:00:00.123456789Z, 2026-03-01T11:00:00.123456789Z",
        "2026-03-01T11:00:00.1234567899999Z, 2026-03-01T11:00:00.123456789Z",
        "2026-03-01T13:30:00.250+02:30, 2026-03-01T11:00:00.250Z",
        "2026-03-01T11:00:00-00:00, 2026-03-01T11:00:00Z",
        "2026-02-28T23:00:00-08:00, 2026-03-01T07:00:00Z",
        "10m ago, 2026-03-01T11:50:00Z",
        "250ms ago, 2026-03-01T11:59:59.750Z",
        "1h30m  ago, 2026-03-01T10:30:00Z",
        "7d ago, 2026-02-22T12:00:00Z"
    })
    void convert_time_isThatInstant(String text, Instant expected) {
        assertThat(converter.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T11:00:00, does not say of which zone",
        "2026-03-01 11:00:00.5, does not say of which zone",
        "2026-03-01, is not a time: write it like",
        "11:00:00Z, is not a time: write it like",
        "2026-03-01T11:00Z, is not a time: write it like",
        "2026-03-01T11:00:00+0200, is not a time: write it like",
        "2026-02-30T11:00:00Z, no such day",
        "2026-03-01T24:00:00Z, no such day",
        "2026-03-01T11:00:60Z, no such day",
        "2026-03-01T11:00:00+19:00, no such day",
        "yesterday, is not a time: write it like",
        "now, is not a time: write it like",
        "10 ago, has no unit",
        "0s ago, has no length",
        "ten minutes ago, is not a time",
        "'', is not a time"
    })
    void convert_anythingElse_saysWhy(String text, String why) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining(why);
    }
}
