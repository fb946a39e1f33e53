package dev.seawall.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.cli.CommandLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.OptionSpec;

/** The table of keys agrees with what the command line takes, and with what the documentation says. */
class KeyTest {
    /** What concerns the command line alone. */
    private static final List<String> NO_KEYS = List.of("config", "no-expand-env", "once", "help");

    @Test
    void options_ofReplicate_areKeysWithTheSameDefaults() {
        for (OptionSpec option : CommandLines.options("replicate")) {
            String name = option.longestName().substring(2);
            if (!NO_KEYS.contains(name)) {
                Key key = List.of(Key.values()).stream()
                        .filter(candidate -> candidate.text().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("--" + name + " is no key"));
                String usual = Objects.requireNonNullElse(option.defaultValue(), "");
                assertThat(option.defaultValue() == null ? "" : key.usual())
                        .as(name)
                        .isEqualTo(usual);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Key.class)
    void documentation_hasEachKeyWithTypeAndDefault(Key key) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "configuration.md"));
        String usual = key.usual().isEmpty() ? "" : "`" + key.usual() + "`";

        assertThat(lines)
                .anyMatch(line -> line.startsWith("| `" + key.text() + "` |")
                        && line.contains("| " + usual + (usual.isEmpty() ? "" : " ") + "|"));
    }
}
