package dev.seawall.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9911", "127.1.2.3:0", "localhost:65535", "[::1]:9911", "unix:/run/seawall.sock"})
    void parse_loopbackOrSocketFile_readsItBack(String text) {
        ControlAddress address = ControlAddress.parse(text);

        assertThat(address).hasToString(text);
        assertThat(address.socketAddress()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0.0.0:9911 | is not a loopback address",
                "[::]:9911 | is not a loopback address",
                "192.168.1.1:9911 | write 127.0.0.1:9911",
                "example.com:80 | is not a loopback address",
                "127.0.0.1.example.com:80 | is not a loopback address",
                "127.0.0.1 | is no control address",
                "9911 | is no control address",
                ":9911 | is no control address",
                "127.0.0.1:65536 | is larger than 65535",
                "127.0.0.256:1 | is not a loopback address",
                "127.1:1 | is not a loopback address",
                "127.0.0.1:http | is no control address",
                "::1:9911 | is no control address",
                "http://127.0.0.1:9911 | is no control address",
                "unix: | names no file",
                "/run/seawall.sock | is no control address"
            })
    void parse_anythingElse_saysWhatToWrite(String text, String message) {
        assertThatThrownBy(() -> ControlAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text.substring(text.lastIndexOf(':') + 1))
                .hasMessageContaining(message);
    }
}
