package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreVerbTest {
    @TempDir
    Path folder;

    private SampleReplica sample = new SampleReplica(Path.of(""), Path.of(""));
    private Path output = Path.of("");

    @BeforeEach
    void createReplica() throws SQLException {
        sample = SampleReplica.create(folder);
        output = folder.resolve("restored.db");
    }

    @Test
    void latest_whole_isRestored() throws SQLException {
        CliRun run = restore("--check", "full");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("restored " + output + " as of commit ");
        assertThat(SampleReplica.rows(output)).isEqualTo(SampleReplica.ROWS);
    }

    @Test
    void commit_ofTheTimeline_isRestored() throws IOException, SQLException {
        List<Object> points =
                JSON.std.listFrom(CliRun.of("timeline", "--json", sample.url()).out());
        Map<?, ?> point = (Map<?, ?>) points.get(points.size() - 2);

        CliRun run = restore("--json", "--commit", String.valueOf(point.get("commit")));

        Map<String, Object> result = JSON.std.mapFrom(run.out());
        assertThat(result).containsEntry("commit", point.get("commit")).containsEntry("time", point.get("time"));
        assertThat(SampleReplica.rows(output)).isEqualTo(SampleReplica.ROWS - 1);
    }

    @Test
    void time_ofTheTimeline_isRestoredToTheSameCommit() throws IOException {
        List<Object> points =
                JSON.std.listFrom(CliRun.of("timeline", "--json", sample.url()).out());
        Map<?, ?> point = (Map<?, ?>) points.get(points.size() - 2);

        CliRun run = restore("--json", "--timestamp", String.valueOf(point.get("time")));

        assertThat(JSON.std.mapFrom(run.out())).containsEntry("commit", point.get("commit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void dryRun_plan_writesNothing(String format) {
        CliRun run = format.isEmpty() ? restore("--dry-run") : restore("--dry-run", format);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("snapshots/00000000.snapshot.lz4");
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal", "-shm", "-journal"})
    void target_inTheWay_isCodeSevenAndLeftAlone(String suffix) throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("restored.db" + suffix), "mine");

        CliRun run = restore();

        assertFailed(run, ExitCode.TARGET_IN_THE_WAY, inTheWay.toString());
        assertThat(inTheWay).hasContent("mine");
    }

    @ParameterizedTest
    @CsvSource({"--timestamp, 2001-01-01T00:00:00Z", "--commit, 999", "--generation, 0123456789abcdef"})
    void point_notHeld_isCodeFour(String option, String value) {
        assertFailed(restore(option, value), ExitCode.NOTHING_TO_RESTORE, "");
    }

    @Test
    void replica_empty_isCodeFour() throws IOException {
        CliRun run = CliRun.of(
                "restore",
                "-o",
                output.toString(),
                Files.createDirectory(folder.resolve("nothing")).toString());

        assertFailed(run, ExitCode.NOTHING_TO_RESTORE, "nothing holds no backup");
    }

    /** A misspelled name, or a disk that is not mounted, is not to look like a backup that was lost. */
    @Test
    void replica_folderMissing_isCodeThree() {
        CliRun run = CliRun.of(
                "restore", "-o", output.toString(), folder.resolve("nothing").toString());

        assertFailed(run, ExitCode.CONFIGURATION, "nothing is no folder");
    }

    @Test
    void replica_folderAboveIt_saysToCheckTheAddress() {
        CliRun run = CliRun.of("restore", "-o", output.toString(), folder.toString());

        assertFailed(run, ExitCode.NOTHING_TO_RESTORE, "check the address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void boot_databaseThere_isDoneWithoutAskingTheReplica(String format) throws IOException {
        Files.writeString(output, "mine");

        CliRun run = boot(folder.resolve("not-even-a-folder"), format);

        assertThat(run).isEqualTo(new CliRun(0, run.out(), ""));
        assertThat(run.out()).contains(output + " exists already").hasLineCount(1);
        assertThat(output).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void boot_replicaEmpty_isDone(String format) throws IOException {
        CliRun run = boot(Files.createDirectory(folder.resolve("empty")), format);

        assertThat(run).isEqualTo(new CliRun(0, run.out(), ""));
        assertThat(run.out()).contains("holds no backup").hasLineCount(1);
        assertThat(output).doesNotExist();
    }

    @Test
    void boot_replicaThere_isRestored() throws SQLException {
        CliRun run = boot(sample.folder(), "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"restored\":true");
        assertThat(SampleReplica.rows(output)).isEqualTo(SampleReplica.ROWS);
    }

    /** None of these is empty: the application must not start without its data. */
    @Test
    void boot_replicaThatIsNotEmptyButNoUse_isAnError() throws IOException {
        Files.delete(sample.snapshots().get(0));
        assertFailed(boot(sample.folder(), ""), ExitCode.NOTHING_TO_RESTORE, "no complete snapshot");
        assertFailed(boot(folder, ""), ExitCode.NOTHING_TO_RESTORE, "check the address");
        assertFailed(boot(folder.resolve("absent"), ""), ExitCode.CONFIGURATION, "not mounted");
        assertFailed(boot(sample.database(), ""), ExitCode.CONFIGURATION, "a file stands where a folder should");
        assertThat(output).doesNotExist();
    }

    private CliRun boot(Path replica, String format) {
        String[] args = {
            "restore", "--if-db-not-exists", "--if-replica-exists", "-o", output.toString(), replica.toString(), format
        };
        return CliRun.of(Stream.of(args).filter(arg -> !arg.isEmpty()).toArray(String[]::new));
    }

    /** For a script that starts an application next, that would be an empty database. */
    @Test
    void output_ofNoBytes_isCodeSevenAlsoIfItMayExist() throws IOException {
        Files.createFile(output);

        CliRun run = restore("--if-db-not-exists");

        assertFailed(run, ExitCode.TARGET_IN_THE_WAY, "delete it");
        assertThat(output).isEmptyFile();
    }

    @Test
    void outputFolder_missing_isCodeThree() {
        CliRun run = CliRun.of(
                "restore", sample.url(), "-o", folder.resolve("none/a.db").toString());

        assertFailed(run, ExitCode.CONFIGURATION, "none");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void segment_missing_isCodeSixAndNothingStays(int which) throws IOException {
        Path gone = sample.segments().get(which);
        Files.delete(gone);

        assertFailed(restore(), ExitCode.DAMAGED, "");
    }

    @Test
    void timeline_acrossAHole_namesItAndIsCodeSix() throws IOException {
        int whole = JSON.std
                .listFrom(CliRun.of("timeline", "--json", sample.url()).out())
                .size();
        Path middle = sample.segments().get(1);
        Files.delete(middle);

        CliRun timeline = CliRun.of("timeline", "--json", sample.url());

        assertThat(timeline.exitCode()).isEqualTo(ExitCode.DAMAGED.number());
        assertThat(JSON.std.listFrom(timeline.out())).hasSizeBetween(1, whole - 1);
        assertThat(restore().err())
                .contains(middle.getFileName().toString())
                .contains("seawall timeline")
                .contains("--commit");
    }

    @Test
    void segment_bitFlipped_isCodeSixAndNamed() throws IOException {
        Path broken = sample.segments().get(1);
        flipLastByteButThree(broken);

        assertFailed(restore(), ExitCode.DAMAGED, broken.getFileName().toString());
    }

    @Test
    void snapshot_truncated_isCodeSixAndNamed() throws IOException {
        Path broken = sample.snapshots().get(0);
        byte[] bytes = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(bytes, bytes.length - 9));

        assertFailed(restore(), ExitCode.DAMAGED, broken.getFileName().toString());
    }

    @Test
    void snapshot_ofNoLength_isCodeSixAndNamed() throws IOException {
        Path broken = sample.snapshots().get(0);
        Files.write(broken, new byte[0]);

        assertFailed(restore(), ExitCode.DAMAGED, broken.getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000_123456789.wal.lz4", "0000000A_00000000.wal.lz4"})
    void name_ofOurFormButNotOurGrammar_isCodeSixAndNamed(String name) throws IOException {
        Files.write(sample.segments().get(0).resolveSibling(name), new byte[] {1});

        assertFailed(restore(), ExitCode.DAMAGED, name);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/backups/app.db?region=x, app.db",
        "s3://bucket/app, app",
        "s3://bucket, bucket",
        "/var/backups/app.db/, app.db",
        "file:///var/backups/my%20app, my app"
    })
    void defaultOutput_ofUrl_isItsLastName(String url, Path name) {
        assertThat(DefaultOutput.of(StorageUrl.parse(url))).isEqualTo(name);
    }

    private CliRun restore(String... more) {
        Stream<String> args = Stream.of("restore", "-o", output.toString(), sample.url());
        return CliRun.of(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    }

    private void assertFailed(CliRun run, ExitCode code, String named) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code.number());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("seawall: ").contains(named);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(folder)
                .isDirectoryNotContaining(path -> path.getFileName().toString().contains("restoring"));
    }

    private static void flipLastByteButThree(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 4] ^= 1;
        Files.write(file, bytes);
    }
}
