package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {
    static Stream<String> verbs() {
        return new Grammar(InstantSource.fixed(CliRun.NOW)).whole().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void help_ofEachVerb_namesEachOptionAndDescribesIt(String verb) {
        CliRun run = CliRun.of(verb, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        CommandLine command = Objects.requireNonNull(new Grammar(InstantSource.fixed(CliRun.NOW))
                .whole()
                .getSubcommands()
                .get(verb));
        for (OptionSpec option : command.getCommandSpec().options()) {
            assertThat(run.out()).contains(option.longestName());
            assertThat(option.description()).isNotEmpty();
        }
        assertThat(run.out()).contains("--log-level", "--log-format");
    }

    @Test
    void help_ofTheProgram_namesEachVerbAndExitCode() {
        CliRun run = CliRun.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(verbs().toList());
        String words = run.out().replaceAll("\\s+", " ");
        for (ExitCode code : ExitCode.values()) {
            assertThat(words).contains(code.number() + " " + code.meaning());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | a verb is missing; see 'seawall --help'",
                "restor x | there is no verb 'restor' (did you mean restore",
                "--verbose | unknown option: '--verbose'",
                "restore | missing required parameter: 'URL|DB'; see 'seawall restore --help'",
                "restore --timestmp x | (did you mean --timestamp?)",
                "restore x y | 'y' is one argument too many; see 'seawall restore --help'",
                "config check x.yml | 'x.yml' is one argument too many; a configuration file is named with -c",
                "restore x --timestamp noon | 'noon' is not a time",
                "restore x --commit x | 'x' is not a whole number",
                "restore x --generation 0123 | '0123' is not a generation",
                "restore x --check deep | invalid value for option '--check'",
                "restore x --parallelism 0 | '0' is not a whole number",
                "replicate -c | missing required parameter for option '--config'",
                "replicate a.db | missing required parameter: 'URL'; see 'seawall replicate --help'",
                "config | a verb is missing; see 'seawall config --help'",
                "config convert | missing required parameter: 'LITESTREAM_FILE'",
                "replicate a.db x --sync-interval 1 | '1' has no unit",
                "replicate a.db x --sync-interval 0s | '0s' has no length",
                "replicate a.db x --snapshot-interval 0h | has no length",
                "replicate a.db x --checkpoint-interval 0m | has no length",
                "replicate a.db x --retention -1h | is not a duration",
                "replicate a.db x --max-wal-size 64 | '64' has no unit",
                "replicate a.db x --checkpoint-pages 0 | '0' is not a whole number",
                "replicate a.db x --firm-rotate maybe | invalid value for option '--firm-rotate'",
                "replicate a.db x --control 0.0.0.0:9911 | is not a loopback address",
                "replicate a.db x --control 9911 | '9911' is no control address",
                "replicate a.db x --control 127.0.0.1:9911 --once | do not go together",
                "sync | missing required parameter: 'DB'",
                "sync a.db --wait --timeout 5 | '5' has no unit",
                "sync a.db --wait --timeout 2h | 1h at most",
                "sync a.db --in some | invalid value for option '--in'",
                "add a.db | missing required parameter: 'URL'",
                "status --control here | 'here' is no control address",
                "generations | missing required parameter: 'URL|DB'",
                "timeline x --limit 0 | '0' is not a whole number",
                "version --log-level loud | invalid value for option '--log-level'"
            })
    void run_wrongUsage_isOneLineAndCodeTwo(String line, String message) {
        CliRun run = CliRun.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("seawall: ").contains(message).endsWith("\n");
        assertThat(run.err().strip()).doesNotContain("\n");
    }

    @Test
    void run_timeAndCommit_areNotTakenTogether() {
        CliRun run = CliRun.of("restore", "x", "--commit", "1", "--timestamp", "1h ago");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("seawall: --timestamp=TIME, --commit=N are mutually exclusive");
    }

    @ParameterizedTest
    @CsvSource({"--log-format json version --foo", "version --foo --log-format=json"})
    void run_wrongUsageWithJsonLogs_isOneJsonLine(String line) throws IOException {
        CliRun run = CliRun.of(line.split(" "));

        Map<String, Object> error = JSON.std.mapFrom(run.err());
        assertThat(error).containsEntry("exitCode", 2).containsEntry("level", "ERROR");
        assertThat(error.get("formattedMessage")).asString().contains("--foo");
    }

    /** Thrown on, it would end one thread, and others would keep a process that backs up nothing. */
    @Test
    void run_verbThatEndsWithAnError_hasItsLineAndCodeOne() {
        StringWriter err = new StringWriter();
        Main main = new Main(
                new Console(new PrintWriter(Writer.nullWriter()), new PrintWriter(err)),
                InstantSource.fixed(CliRun.NOW));
        Verb broken = console -> {
            throw new UnsatisfiedLinkError("no library");
        };

        assertThat(main.run(broken, new SeawallCommand())).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(err.toString()).startsWith("seawall: ").contains("no library");
    }

    @Test
    void run_standardOutputFull_isNotDone() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        PrintWriter out =
                new PrintWriter(new PrintStream(full, false, StandardCharsets.UTF_8), false, StandardCharsets.UTF_8);
        Main main = new Main(new Console(out, new PrintWriter(Writer.nullWriter())), InstantSource.fixed(CliRun.NOW));

        assertThat(main.run("version")).isEqualTo(ExitCode.UNEXPECTED.number());
    }

    @Test
    void version_asJson_namesSqliteAndJava() throws IOException {
        CliRun run = CliRun.of("version", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(JSON.std.mapFrom(run.out())).containsKeys("seawall", "sqlite", "java", "os");
    }

    @Test
    void versionOption_withoutVerb_printsOneLine() {
        assertThat(CliRun.of("--version").out()).matches("seawall \\S+\\R");
    }

    @Test
    void completion_script_knowsVerbsAndOptions() {
        CliRun run = CliRun.of("completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("complete -F", "seawall", "replicate", "--sync-interval", "--log-format");
    }
}
