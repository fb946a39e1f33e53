package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets a real Litestream 0.3 restore what we write, and restores what it writes. */
class LitestreamIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(1000)))";
    private static final int TRANSACTIONS = 200;

    @TempDir
    Path folder;

    private Source source;

    @BeforeEach
    void create() throws Exception {
        assumeTrue(
                // What Go installs does not know its version; from 0.5 on there is no list of WAL files.
                Sqlite3.isInstalled("litestream") && help().contains("list available WAL files"),
                "skipped: no litestream 0.3 is installed (with Go: go install"
                        + " github.com/benbjohnson/litestream/cmd/litestream@v0.3.13)");
        source = new Source(Files.createDirectory(folder.resolve("source")));
    }

    @Test
    void litestream_restoresWhatWeWrote_toTheSameBytesAfterEachIndex() throws Exception {
        SampleReplica sample = SampleReplica.create(folder, source);
        source.quiesce();
        String url = "file://" + sample.folder();

        Path latest = folder.resolve("latest.db");
        litestream("restore", "-o", latest.toString(), url);
        source.expectEqual(latest);

        Cli cli = new Cli(folder, Map.of());
        Map<String, Long> lastCommits = new TreeMap<>();
        for (Map<String, Object> point : cli.list("timeline", sample.folder().toString())) {
            lastCommits.put(String.valueOf(point.get("index")), Long.parseLong(String.valueOf(point.get("commit"))));
        }
        assertThat(lastCommits).hasSizeGreaterThanOrEqualTo(3);
        for (Map.Entry<String, Long> index : lastCommits.entrySet()) {
            Path theirs = folder.resolve("theirs-" + index.getKey());
            Path ours = folder.resolve("ours-" + index.getKey());
            litestream(
                    "restore",
                    "-generation",
                    sample.generation(),
                    "-index",
                    index.getKey(),
                    "-o",
                    theirs.toString(),
                    url);
            cli.restore(sample.folder().toString(), ours, "--commit", Long.toString(index.getValue()));
            Source.expectEqual(ours, theirs);
        }
    }

    @Test
    void seawall_restoresWhatLitestreamWrote_toTheSameBytes() throws Exception {
        Path replica = folder.resolve("theirs");
        source.create();
        try (Connection application = source.open();
                Child litestream = start("replicate", source.database().toString(), "file://" + replica)) {
            run(application, "PRAGMA wal_autocheckpoint = 0", INSERT);
            await("a snapshot of theirs")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(replica.resolve("generations")));
            for (int i = 0; i < TRANSACTIONS; i++) {
                run(application, INSERT, "UPDATE item SET body = 'changed' WHERE id % 10 = " + i % 10);
            }
            litestream.terminate(); // it ships the rest first
            litestream.expectExit(0);
        }
        source.quiesce();

        Path restored = folder.resolve("restored.db");
        new Cli(folder, Map.of())
                .run("restore", "-o", restored.toString(), replica.toString())
                .expect(0);

        source.expectEqual(restored);
    }

    private Child start(String... args) throws IOException {
        return Child.start(folder, "litestream", Words.of("litestream", List.of(), args), Map.of());
    }

    private void litestream(String... args) throws IOException {
        try (Child child = start(args)) {
            child.expectExit(0);
        }
    }

    private String help() throws IOException {
        try (Child child = start("-h")) {
            child.exitCode(); // it does not call help a success
            return child.out();
        }
    }
}
