package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.cli.value.ByteSizeConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeConverterTest {
    @ParameterizedTest
    @CsvSource({
        "1B, 1",
        "4096b, 4096",
        "1KiB, 1024",
        "1KB, 1000",
        "64MiB, 67108864",
        "64mib, 67108864",
        "64 MiB, 67108864",
        "100MB, 100000000",
        "1.5GiB, 1610612736",
        "2GB, 2000000000",
        "1TiB, 1099511627776",
        "1TB, 1000000000000"
    })
    void convert_numberWithUnit_isThatManyBytes(String text, long bytes) {
        assertThat(new ByteSizeConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "64, has no unit: use B",
        "64M, has no unit that is known",
        "64MiBs, has no unit that is known",
        "0MiB, is too small",
        "0.5B, is too small",
        "999999999999TiB, is too large",
        "-1MiB, is not a size",
        "MiB, is not a size",
        "1e3MiB, is not a size",
        "'', is not a size"
    })
    void convert_unusableSize_saysWhy(String text, String why) {
        assertThatThrownBy(() -> new ByteSizeConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(why);
    }
}
