package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyVerbTest {
    @TempDir
    Path folder;

    private SampleReplica sample = new SampleReplica(Path.of(""), Path.of(""));

    @BeforeEach
    void createReplica() throws SQLException {
        sample = SampleReplica.create(folder);
    }

    @Test
    void copy_intoNothing_canBeRestoredAndIsNotMadeTwice() throws Exception {
        Path copy = folder.resolve("copy");
        int objects = sample.segments().size() + sample.snapshots().size();

        CliRun first = CliRun.of("copy", sample.url(), copy.toString());
        CliRun second = CliRun.of("copy", "--json", sample.url(), copy.toString());

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("copied " + objects + " objects, ").endsWith("; 0 were there already\n");
        Map<String, Object> fields = JSON.std.mapFrom(second.out());
        assertThat(fields).containsEntry("copied_objects", 0).containsEntry("present_objects", objects);
        Path output = folder.resolve("restored.db");
        assertThat(CliRun.of("restore", "-o", output.toString(), copy.toString())
                        .exitCode())
                .isZero();
        assertThat(SampleReplica.rows(output)).isEqualTo(SampleReplica.ROWS);
        try (Stream<Path> files = Files.walk(copy)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(objects)
                    .allSatisfy(file -> assertThat(file)
                            .hasSameBinaryContentAs(sample.folder()
                                    .resolve(copy.relativize(file).toString())));
        }
    }

    @Test
    void copy_fromAFolderThatIsMissing_isCodeThree() {
        CliRun run = CliRun.of(
                "copy",
                folder.resolve("none").toString(),
                folder.resolve("copy").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(run.err()).contains("none is no folder");
    }

    @Test
    void copy_ontoAnotherObject_isCodeSevenAndLeavesIt() throws IOException {
        Path there = folder.resolve("copy")
                .resolve(sample.folder().relativize(sample.segments().get(0)).toString());
        Files.createDirectories(there.getParent());
        Files.writeString(there, "mine");

        CliRun run = CliRun.of("copy", sample.url(), folder.resolve("copy").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.TARGET_IN_THE_WAY.number());
        assertThat(run.err()).contains(there.getFileName().toString());
        assertThat(there).hasContent("mine");
    }

    @Test
    void copy_ofADamagedReplica_isCodeSixAndNamesTheObject() throws IOException {
        Path broken = sample.segments().get(1);
        byte[] bytes = Files.readAllBytes(broken);
        bytes[bytes.length - 4] ^= 1;
        Files.write(broken, bytes);

        CliRun run =
                CliRun.of("copy", "--json", sample.url(), folder.resolve("copy").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.DAMAGED.number());
        assertThat(JSON.std.mapFrom(run.out()).get("damage"))
                .asString()
                .contains(broken.getFileName().toString());
    }

    @Test
    void copy_toItself_isCodeTwo() {
        CliRun run = CliRun.of("copy", sample.url(), "file://" + sample.url() + "/.");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void copy_ofNothing_isCodeFour() throws IOException {
        Path nothing = Files.createDirectory(folder.resolve("nothing"));

        CliRun run =
                CliRun.of("copy", nothing.toString(), folder.resolve("copy").toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOTHING_TO_RESTORE.number());
    }
}
