package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicates as another user than the database's owner: opening it first would lock the owner out. */
class OwnerIT {
    private static final int OURS = 65_533;

    @TempDir
    Path folder;

    @Test
    void database_ofAnotherUserNotOpenYet_isLeftAloneUntilItsOwnerOpensIt() throws Exception {
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")) && Sqlite3.isInstalled("setpriv"),
                "skipped: needs root, and setpriv to become another user");
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        openToAll(folder);
        openToAll(source.folder());
        openToAll(source.database()); // SQLite gives the files beside it the same mode
        Path replica = ownFolder("replica");
        Path state = ownFolder("state");
        try (Child replicator = Child.start(folder, "replicate", command(source, replica, state), Map.of())) {
            await("the reason")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> replicator.err().contains("owned by another user"));
            assertThat(source.wal()).doesNotExist();
            assertThat(source.shm()).doesNotExist();
            try (Connection owner = source.open()) {
                run(owner, "INSERT INTO item (body) VALUES ('mine')");
                await("a snapshot")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> replicator.err().contains("new generation")
                                && Files.exists(state.resolve("state.json")));
                run(owner, "INSERT INTO item (body) VALUES ('mine, too')");
                replicator.terminate();
                replicator.expectExit(0);
            }
        }
        source.quiesce();
        Cli cli = new Cli(folder, Map.of());
        source.expectEqual(
                cli.restore(replica.toString(), folder.resolve("latest.db")).database());
    }

    private Path ownFolder(String name) throws IOException {
        Path created = Files.createDirectory(folder.resolve(name));
        Files.setAttribute(created, "unix:uid", OURS);
        return created;
    }

    private static void openToAll(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** The other user may not be able to read where we were built: Seawall is copied to where it can. */
    private List<String> command(Source source, Path replica, Path state) throws IOException {
        Path built = Jvm.seawallJar();
        Path libraries = Files.createDirectory(folder.resolve("lib"));
        openToAll(libraries);
        try (Stream<Path> found = Files.list(built.resolveSibling("."))) {
            for (Path library : found.toList()) {
                Files.copy(library, libraries.resolve(library.getFileName()));
            }
        }
        Path jar = libraries.resolve(built.getFileName());
        String user = String.valueOf(OURS);
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        List<String> args = List.of(
                "replicate", "--state-dir", state.toString(), source.database().toString(), replica.toString());
        command.addAll(Jvm.seawall(jar, Jvm.QUICK_START, args));
        return command;
    }
}
