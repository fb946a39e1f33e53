package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores a database of a file that has two replicas, one of which lacks the last commit. */
class RestoreByNameTest {
    @TempDir
    Path folder;

    private final PrintStream console = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private SampleReplica newer = new SampleReplica(Path.of(""), Path.of(""));
    private Path older = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void create() throws Exception {
        newer = SampleReplica.create(folder);
        older = folder.resolve("older");
        copy(newer.folder(), older);
        SampleReplica copied = new SampleReplica(older, newer.database());
        List<Path> segments = copied.segments();
        Files.delete(segments.get(segments.size() - 1));
        output = folder.resolve("restored.db");
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBackStandardError() {
        System.setErr(console);
    }

    @ParameterizedTest
    @CsvSource({"older, replica", "replica, older"})
    void restore_bothUsable_takesTheOneThatReachesFurthest(String first, String second) throws Exception {
        write(first, second);

        CliRun run = restore("-o", output.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(SampleReplica.rows(output)).isEqualTo(SampleReplica.ROWS);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("not restoring from");
    }

    @Test
    void restore_newestDamaged_fallsBackAndSaysWhy() throws Exception {
        write("replica", "older");
        Path broken = newer.segments().get(1);
        byte[] bytes = Files.readAllBytes(broken);
        bytes[bytes.length - 4] ^= 1;
        Files.write(broken, bytes);

        CliRun run = restore("-o", output.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(SampleReplica.rows(output)).isEqualTo(SampleReplica.ROWS - 1);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains(
                        "not restoring from file://" + newer.folder() + ": ",
                        broken.getFileName().toString())
                .contains("restoring from file://" + older);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "file"})
    void restore_newestCannotBeHad_fallsBackAndSaysWhy(String gone) throws Exception {
        Files.writeString(folder.resolve("file"), "no replica");
        write(gone, "older");

        CliRun run = restore("-o", output.toString(), "--dry-run");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("00000000.snapshot.lz4");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("not restoring from file://" + folder.resolve(gone) + ": ");
    }

    @Test
    void restore_oneEmptyAndOneThatCannotBeHad_isNotTakenForEmpty() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(folder.resolve("file"), "no replica");
        write("empty", "file");

        CliRun run = restore("-o", output.toString(), "--if-replica-exists");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(run.err()).contains("a file stands where a folder should");
    }

    @Test
    void restore_allEmpty_isNothingToRestore() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("void"));
        write("empty", "void");

        assertThat(restore("-o", output.toString()).exitCode()).isEqualTo(ExitCode.NOTHING_TO_RESTORE.number());
        CliRun boot = restore("-o", output.toString(), "--if-replica-exists");
        assertThat(boot.exitCode()).isZero();
        assertThat(boot.out())
                .contains("none of file://" + folder.resolve("empty") + " and file://" + folder.resolve("void")
                        + " holds a backup");
        assertThat(output).doesNotExist();
    }

    @Test
    void restore_onlyReplicaEmpty_namesTheReplicaAndNotTheDatabase() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Files.writeString(Path.of(file()), "databases: [{path: app.db, replicas: [{path: empty}]}]\n");

        CliRun run = restore("-o", output.toString(), "--if-replica-exists");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("file://" + empty + " holds no backup").doesNotContain("app.db");
    }

    @Test
    void restore_databaseLost_comesBackToItsPlaceWhateverItIsCalled() throws Exception {
        write("replica", "older");
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("app.db" + suffix));
        }
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), folder);

        CliRun run = CliRun.of("restore", linked.resolve("app.db").toString(), "-c", file());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(SampleReplica.rows(newer.database())).isEqualTo(SampleReplica.ROWS);
    }

    @Test
    void restore_databaseThere_isInTheWay() throws Exception {
        write("replica", "older");

        assertThat(restore().exitCode()).isEqualTo(ExitCode.TARGET_IN_THE_WAY.number());
    }

    @Test
    void restore_commitAlone_isAmbiguous() throws Exception {
        write("replica", "older");

        CliRun run = restore("--commit", "1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("--generation");
    }

    @Test
    void restore_nameThatIsNotInTheFile_saysWhatIs() throws Exception {
        write("replica", "older");

        CliRun run = CliRun.of("restore", folder.resolve("other.db").toString(), "-c", file());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err())
                .contains("no database of " + file(), newer.database().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeline", "generations", "snapshots", "segments"})
    void list_byName_isThatOfTheNewest(String verb) throws Exception {
        write("older", "replica");

        CliRun byName = CliRun.of(verb, "--json", newer.database().toString(), "-c", file());

        assertThat(byName.exitCode()).as(byName.err()).isZero();
        assertThat(JSON.std.listFrom(byName.out()))
                .isEqualTo(
                        JSON.std.listFrom(CliRun.of(verb, "--json", newer.url()).out()));
    }

    private CliRun restore(String... more) {
        Stream<String> args = Stream.of("restore", "app.db", "-c", file());
        return CliRun.of(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    }

    private void write(String first, String second) throws IOException {
        Files.writeString(
                Path.of(file()),
                "databases: [{path: app.db, replicas: [{path: " + first + "}, {path: " + second + "}]}]\n");
    }

    private String file() {
        return folder.resolve("seawall.yml").toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
