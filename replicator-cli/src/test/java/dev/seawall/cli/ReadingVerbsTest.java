package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingVerbsTest {
    @TempDir
    static Path folder;

    private static SampleReplica sample = new SampleReplica(Path.of(""), Path.of(""));

    @BeforeAll
    static void createReplica() throws SQLException {
        sample = SampleReplica.create(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "generations, 1, generation began last_time last_commit snapshots segments reason follows",
        "snapshots, 1, generation index commit time database_bytes stored_bytes stored_at",
        "segments, 4, generation index offset stored_bytes stored_at",
        "timeline, 5, generation commit time index offset gap_since"
    })
    void json_ofEachVerb_isAnArrayOfObjects(String verb, int most, String fields) throws IOException {
        CliRun run = CliRun.of(verb, "--json", sample.url());

        assertThat(run.exitCode()).isZero();
        List<Object> rows = JSON.std.listFrom(run.out());
        assertThat(rows).hasSizeBetween(1, most);
        assertThat(((Map<?, ?>) rows.get(0)).keySet()).map(Object::toString).containsExactly(fields.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generations", "snapshots", "segments", "timeline"})
    void text_ofEachVerb_beginsWithItsHeading(String verb) {
        CliRun run = CliRun.of(verb, sample.url());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("GENERATION ");
        assertThat(run.out().lines()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generations", "snapshots", "segments", "timeline"})
    void json_ofAnEmptyReplica_isAnEmptyArray(String verb) throws IOException {
        Path nothing = Files.createDirectories(folder.resolve("empty"));

        CliRun run = CliRun.of(verb, "--json", nothing.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(JSON.std.listFrom(run.out())).isEmpty();
    }

    /** The same for a misspelled name as for a misspelled bucket: nothing was looked at, so nothing is said of it. */
    @ParameterizedTest
    @ValueSource(strings = {"generations", "snapshots", "segments", "timeline"})
    void folder_missing_isCodeThree(String verb) {
        CliRun run = CliRun.of(verb, folder.resolve("nothing").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("nothing is no folder");
    }

    /** A heading alone would say that all is well, and nothing there yet. */
    @ParameterizedTest
    @ValueSource(strings = {"generations", "snapshots", "segments", "timeline"})
    void folder_aboveTheReplicas_isNoEmptyReplica(String verb) throws IOException {
        Path above = Files.createDirectories(folder.resolve("above"));
        Files.createDirectories(above.resolve("app/generations"));

        CliRun run = CliRun.of(verb, above.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_TO_RESTORE.number());
        assertThat(run.err()).contains("'app': check the address");
    }

    @Test
    void timeline_unknownGeneration_isAnError() {
        CliRun run = CliRun.of("timeline", "--generation", "0123456789abcdef", sample.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_TO_RESTORE.number());
        assertThat(run.err()).contains("no generation 0123456789abcdef");
    }

    @Test
    void timeline_limit_printsTheFirstOnes() throws IOException {
        List<Object> all =
                JSON.std.listFrom(CliRun.of("timeline", "--json", sample.url()).out());
        List<Object> two = JSON.std.listFrom(
                CliRun.of("timeline", "--json", "--limit", "2", sample.url()).out());

        assertThat(two).isEqualTo(all.subList(0, 2));
    }

    @Test
    void segments_unknownGeneration_areNone() throws IOException {
        CliRun run = CliRun.of("segments", "--json", "--generation", "0123456789abcdef", sample.url());

        assertThat(JSON.std.listFrom(run.out())).isEmpty();
    }
}
