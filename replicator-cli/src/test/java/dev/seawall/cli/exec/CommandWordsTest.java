package dev.seawall.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("app", List.of("app")),
                Arguments.of("  app \t -x\n 1 ", List.of("app", "-x", "1")),
                Arguments.of("app 'a b' \"c d\"", List.of("app", "a b", "c d")),
                Arguments.of("app --x='a b'c\"d\"", List.of("app", "--x=a bcd")),
                Arguments.of("app '' \"\"", List.of("app", "", "")),
                Arguments.of("app a\\ b \\'", List.of("app", "a b", "'")),
                Arguments.of("app '\\' \"\\\"\\\\\\x\"", List.of("app", "\\", "\"\\\\x")),
                Arguments.of("app '|&;<>()`' \"&\" \\;", List.of("app", "|&;<>()`", "&", ";")),
                Arguments.of("app $HOME *.db ~", List.of("app", "$HOME", "*.db", "~")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void words_areThoseOfAShell(String command, List<String> words) {
        assertThat(CommandWords.split(command)).isEqualTo(words);
    }

    /** Litestream would start the first of two commands, and say nothing of the second. */
    @ParameterizedTest
    @ValueSource(strings = {"a && b", "a; b", "a | b", "a > b", "a < b", "(a)", "a `b`", "a http://x?y=1&z=2"})
    void command_thatNeedsAShell_isRefused(String command) {
        assertThatThrownBy(() -> CommandWords.split(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sh -c");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {"app hunter2 & b, column 13", "app hunter2 'x, column 13", "app hunter2\\, backslash"})
    void error_ofACommand_namesThePlaceAndNotTheWords(String command, String place) {
        assertThatThrownBy(() -> CommandWords.split(command))
                .hasMessageContaining(place)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a 'b", "a \"b", "a \"b\\", "a\\"})
    void command_thatIsNotWhole_isRefused(String command) {
        assertThatThrownBy(() -> CommandWords.split(command)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void program_thatIsNotThere_isRefused() {
        assertThatThrownBy(() -> Command.parse("no-such-program-anywhere 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-program-anywhere");
        assertThatThrownBy(() -> Command.parse("/ 1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Command.parse("sh -c 'exit 3'").words()).containsExactly("sh", "-c", "exit 3");
    }

    /** Fields behind the name: state, parent, group, session, terminal, group in front of the terminal. */
    @Test
    void terminal_inFrontOfIt_isToldByTheKernel() {
        assertThat(Terminal.isInFront("12 (a) b) S 1 12 5 34816 12 4194304")).isTrue();
        assertThat(Terminal.isInFront("12 (a) S 1 12 5 34816 99 4194304")).isFalse();
        assertThat(Terminal.isInFront("12 (a) S 1 12 12 0 -1 4194304")).isFalse();
    }
}
