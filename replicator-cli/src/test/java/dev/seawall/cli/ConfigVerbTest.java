package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigVerbTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");

    @TempDir
    Path folder;

    @Test
    void check_ofWhatItPrinted_printsTheSame() throws Exception {
        Path file = write("log-level: warn\ndatabases: [{path: /data/a.db, replicas: [{path: /mnt/a}]}]\n");

        CliRun once = CliRun.of("config", "check", "-c", file.toString());
        CliRun twice = CliRun.of("config", "check", "-c", write(once.out()).toString());

        assertThat(once.exitCode()).isZero();
        assertThat(once.err()).isEmpty();
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void check_ofAFolder_isCodeThree() {
        CliRun run = CliRun.of("config", "check", "-c", folder.toString());

        assertThat(run).isEqualTo(new CliRun(3, "", "seawall: " + folder + ": it is a folder; name the file\n"));
    }

    @Test
    void check_ofTheExample_isRight() throws Exception {
        Path key = Files.writeString(folder.resolve("backup_key"), "hunter2\n");
        String example = Files.readString(EXAMPLES.resolve("seawall.yml"))
                .replace("${BACKUP_KEY_ID}", "AKID")
                .replace("/run/secrets/backup_key", key.toString());

        CliRun run = CliRun.of("config", "check", "-c", write(example).toString(), "--log-level=error");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("control: unix:/run/seawall/control.sock", "retention: 7d", "secret-access-key: (set)");
        assertThat(run.toString()).doesNotContain("hunter2", "AKID");
    }

    @Test
    void check_ofTheExampleForSystemd_isRight() throws Exception {
        Path key = Files.writeString(folder.resolve("secret-access-key"), "hunter2\n");
        String example = Files.readString(EXAMPLES.resolve("systemd/seawall.yml"))
                .replace("${CREDENTIALS_DIRECTORY:-/etc/seawall}", folder.toString());

        CliRun run = CliRun.of("config", "check", "-c", write(example).toString(), "--log-level=error");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("path: /var/lib/app/app.db", "secret-access-key: (set)");
        assertThat(run.toString()).doesNotContain(Files.readString(key).strip());
    }

    @Test
    void check_ofTheExampleForKubernetes_isRight() throws Exception {
        String example = blockOf(Files.readString(EXAMPLES.resolve("kubernetes/sidecar.yaml")), "  seawall.yml: |\n");

        CliRun run = CliRun.of("config", "check", "-c", write(example).toString(), "--log-level=error");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("control: unix:/tmp/control.sock", "path: /data/app.db");
    }

    /** The lines below that one, up to the next that is not further in. */
    private static String blockOf(String text, String head) {
        return text.substring(text.indexOf(head) + head.length())
                .lines()
                .takeWhile(line -> line.startsWith("    "))
                .map(line -> line.substring(4) + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void check_severalFaults_areALineEachAndCodeTwo() throws Exception {
        Path file = write("databases: [{path: /data/a.db, retension: 1d, replicas: [{}]}]\n");

        CliRun run = CliRun.of("config", "check", "-c", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2).allMatch(line -> line.startsWith("seawall: " + file + ":1:"));
    }

    @Test
    void check_faultWithJsonLogs_isAJsonLine() throws Exception {
        CliRun run = CliRun.of(
                "config", "check", "--log-format=json", "-c", write("").toString());

        assertThat(JSON.std.mapFrom(run.err())).containsEntry("exitCode", 2);
    }

    @Test
    void check_dollarTakenLiterally_isNoVariable() throws Exception {
        Path file = write("databases: [{path: /data/$a.db, replicas: [{path: \"/mnt/${a}\"}]}]\n");

        CliRun run = CliRun.of("config", "check", "--no-expand-env", "-c", file.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("/data/$$a.db");
    }

    @Test
    void convert_ofOurs_isRefused() throws Exception {
        Path file = write("databases: [{path: /data/a.db, replicas: [{path: /mnt/a}]}]\n");

        CliRun run = CliRun.of("config", "convert", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no file of Litestream's");
    }

    @Test
    void convert_withoutExpanding_keepsDollars() throws Exception {
        Path file = write("dbs: [{path: /data/$a.db, replicas: [{path: /mnt/a}]}]\n");

        CliRun run = CliRun.of("config", "convert", "--no-expand-env", file.toString());

        assertThat(run.out()).contains("path: /data/$$a.db");
    }

    @Test
    void databases_ofAFile_areARowForEachReplica() throws Exception {
        Path file = write("databases: [{path: /data/a.db, replicas: [{path: /mnt/a}, {url: \"s3://bucket/a\"}]}]\n");

        List<Object> rows = JSON.std.listFrom(
                CliRun.of("databases", "--json", "-c", file.toString()).out());

        assertThat(rows)
                .isEqualTo(List.of(
                        Map.of("path", "/data/a.db", "replica", "file:///mnt/a"),
                        Map.of("path", "/data/a.db", "replica", "s3://bucket/a")));
        assertThat(CliRun.of("databases", "-c", file.toString()).out())
                .startsWith("PATH ")
                .contains("s3://bucket/a");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("seawall.yml"), text);
    }
}
