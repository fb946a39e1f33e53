package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void numbers_neverChange() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void documentation_hasTheSameTable() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "command-line.md"));

        for (ExitCode code : ExitCode.values()) {
            String row = "| " + code.number() + " | " + code.meaning() + " |";
            assertThat(lines).anyMatch(line -> line.startsWith(row));
        }
    }
}
