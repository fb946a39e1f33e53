package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class GrammarTest {
    private final Grammar grammar = grammar();

    private static Grammar grammar() {
        return new Grammar(InstantSource.fixed(CliRun.NOW));
    }

    static Stream<String> verbs() {
        return grammar().verbs().stream();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void verb_declaredAlone_isTheSameAsInTheWhole(String verb) {
        CommandLine alone = verb(grammar.forLine(verb), verb);
        CommandLine amongAll = verb(grammar.whole(), verb);

        assertThat(alone.getCommandSpec().name()).isEqualTo(verb);
        assertThat(alone.getCommandSpec().qualifiedName())
                .isEqualTo(amongAll.getCommandSpec().qualifiedName());
        assertThat(alone.getUsageMessage()).isEqualTo(amongAll.getUsageMessage());
        assertThat(alone.getSubcommands().keySet())
                .isEqualTo(amongAll.getSubcommands().keySet());
        Object command = alone.getCommand();
        assertThat(command).isInstanceOf(amongAll.getCommand().getClass());
        assertThat(alone.isCaseInsensitiveEnumValuesAllowed()).isTrue();
        // Said for the whole line, not for the verb.
        assertThat(grammar.forLine(verb).isExpandAtFiles()).isFalse();
        assertThat(grammar.whole().isExpandAtFiles()).isFalse();
    }

    private static CommandLine verb(CommandLine commandLine, String verb) {
        return Objects.requireNonNull(commandLine.getSubcommands().get(verb));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restore x",
                "restore --help",
                "restore copy",
                "--log-level debug restore x",
                "--log-format=json --log-level trace restore"
            })
    void line_withAVerb_declaresThatVerbAlone(String line) {
        assertThat(grammar.forLine(line.split(" ")).getSubcommands()).containsOnlyKeys("restore");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--help", "-h restore", "--version", "restor x", "--foo restore", "--log-level restore"})
    void line_thatMayBeAnsweredWithAllVerbs_declaresThemAll(String line) {
        assertThat(grammar.forLine(line.split(" ")).getSubcommands().keySet()).isEqualTo(grammar.verbs());
    }

    @Test
    void option_ofAnotherVerb_isKnown() {
        assertThat(grammar.hasOption("version", "--json")).isTrue();
        assertThat(grammar.hasOption("version", "--sync-interval")).isTrue();
        assertThat(grammar.hasOption("", "--log-level")).isTrue();
        assertThat(grammar.hasOption("version", "--txid")).isFalse();
    }

    /** Whoever takes over a Litestream line relies on it: such words need no look at all verbs. */
    @Test
    void option_withOneDash_isOneLetter() {
        Stream<CommandLine> all =
                Stream.concat(Stream.of(grammar.whole()), grammar.whole().getSubcommands().values().stream());

        assertThat(all.flatMap(verb -> verb.getCommandSpec().options().stream())
                        .map(OptionSpec::names)
                        .flatMap(Stream::of))
                .allMatch(name -> name.startsWith("--") || name.length() == 2);
    }
}
