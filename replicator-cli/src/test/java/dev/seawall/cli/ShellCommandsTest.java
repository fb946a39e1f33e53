package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandsTest {
    @Test
    void in_quotesCommentsAndContinuedLines_areReadAsAShellDoes() {
        assertThat(ShellCommands.in("a 'b c' \"d # e\" # f\n  g \\\n  h'i'j\n\n# k\n"))
                .containsExactly(List.of("a", "b c", "d # e"), List.of("g", "hij"));
    }

    @Test
    void in_listsPipesAndSubstitutions_areCommandsOfTheirOwn() {
        assertThat(ShellCommands.in("a | b && c; d=$(e f) || g &"))
                .containsExactly(
                        List.of("a"), List.of("b"), List.of("c"), List.of("d="), List.of("e", "f"), List.of("g"));
    }

    @Test
    void in_redirections_areNoWords() {
        assertThat(ShellCommands.in("a >out 2> err b <in")).containsExactly(List.of("a", "b"));
    }

    @Test
    void ofSeawall_inAScript_findsEachCall() {
        String script =
                "A=1 ./seawall version\nsudo -u app /opt/seawall/bin/seawall demo --keep\nsystemctl stop seawall\n";

        assertThat(ShellCommands.ofSeawall(script)).containsExactly(List.of("version"), List.of("demo", "--keep"));
    }
}
