package dev.seawall.cli.demo;

import dev.seawall.Storages;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells the story: an application, its replica, a disaster, and the proof that nothing is lost. */
public final class Demo {
    private static final String SYNC_INTERVAL = "100ms";

    private final Class<?> seawall;
    private final DemoFolder folder;
    private final Duration length;
    private final PrintWriter out;

    /**
     * @param seawall the main class of the command line
     * @param root an empty folder
     * @param length how long the application runs
     */
    public Demo(Class<?> seawall, Path root, Duration length, PrintWriter out) {
        this.seawall = seawall;
        this.folder = new DemoFolder(root);
        this.length = length;
        this.out = out;
    }

    /**
     * Runs the whole story.
     *
     * @throws ProofException if a restored database is not exactly what the application had
     */
    public void run() throws IOException, SQLException, InterruptedException {
        say("Everything happens in %s.".formatted(folder.root()));
        say("");
        say("1. A small shop runs on SQLite, and Seawall beside it ships each commit to a folder.");
        replicate();
        List<Acknowledged> acknowledged = Acknowledged.readAll(folder.acknowledged());
        say("");
        say("2. Disaster: the application was killed in the middle of its work. Now its folder is deleted.");
        DemoFolder.delete(folder.application());
        say("   Left of its %d acknowledged commits: the replica, and a list of their hashes to check against."
                .formatted(acknowledged.size()));
        say("");
        say("3. Restore the latest state.");
        say("   "
                + seawall(
                        "restore",
                        "-o",
                        folder.restored().toString(),
                        folder.replica().toString()));
        long rows = proveLatest(acknowledged);
        say("");
        say("4. Restore the state half-way.");
        proveHalfWay(acknowledged, rows);
        say("");
        say("All proven.");
    }

    /** Deletes everything that a demo left in its folder, and the folder. */
    public static void clean(Path root) throws IOException {
        DemoFolder.delete(root);
    }

    private void replicate() throws IOException, InterruptedException {
        Files.createDirectories(folder.application());
        String database = folder.database().toString();
        String replica = folder.replica().toString();
        try (JavaProcess application = JavaProcess.start(
                        folder.applicationLog(),
                        DemoApplication.class,
                        database,
                        folder.acknowledged().toString());
                JavaProcess replicator = JavaProcess.start(
                        folder.replicatorLog(),
                        seawall,
                        command("replicate", database, replica, "--sync-interval", SYNC_INTERVAL));
                Storage storage = Storages.open(new StorageUrl.File(folder.replica()))) {
            watch(application, replicator, new ReplicaView(storage));
            application.kill();
            int code = replicator.stop();
            if (code != 0) {
                throw new IOException("replicate ended with " + code + "; see " + folder.replicatorLog());
            }
            LagReport lag =
                    LagReport.of(Acknowledged.readAll(folder.acknowledged()), new ReplicaView(storage).storedMillis());
            say("   From commit to complete object: %d ms in the median, %d ms at worst, of %d commits."
                    .formatted(lag.medianMillis(), lag.worstMillis(), lag.commits()));
        }
    }

    private void watch(JavaProcess application, JavaProcess replicator, ReplicaView replica)
            throws IOException, InterruptedException {
        say("   %8s  %10s  %14s  %s".formatted("seconds", "committed", "not in replica", "oldest of those"));
        awaitFirstCommit(replicator, replica);
        long startNanos = System.nanoTime();
        for (Duration next = Duration.ofSeconds(1); next.compareTo(length) <= 0; next = next.plusSeconds(1)) {
            Thread.sleep(
                    Math.max(0, next.minusNanos(System.nanoTime() - startNanos).toMillis()));
            if (!application.isAlive() || !replicator.isAlive()) {
                throw new IOException("the " + (replicator.isAlive() ? "application" : "replicator")
                        + " has ended early; see the logs in " + folder.root());
            }
            Optional<Long> shipped = replica.newestCommitMillis();
            long nowMillis = System.currentTimeMillis();
            List<Acknowledged> committed = Acknowledged.readAll(folder.acknowledged());
            List<Acknowledged> missing = committed.stream()
                    .filter(one -> one.timeMillis() > shipped.orElse(Long.MIN_VALUE))
                    .toList();
            String oldest = missing.isEmpty() ? "-" : nowMillis - missing.get(0).timeMillis() + " ms";
            say("   %8d  %10d  %14d  %s".formatted(next.toSeconds(), committed.size(), missing.size(), oldest));
        }
    }

    /** Starting takes a second or more, on a slow machine many; the story begins when both processes are at work. */
    private void awaitFirstCommit(JavaProcess replicator, ReplicaView replica)
            throws IOException, InterruptedException {
        while (replicator.isAlive() && replica.newestCommitMillis().isEmpty()) {
            Thread.sleep(50);
        }
    }

    private long proveLatest(List<Acknowledged> acknowledged) throws IOException, SQLException {
        long rows = new Proof(acknowledged).prove(folder.restored());
        if (rows < acknowledged.size()) {
            throw new ProofException("the restored database has " + rows + " commits, but " + acknowledged.size()
                    + " were acknowledged");
        }
        say("   Proven: all %d acknowledged commits are there, each with its rows and its hash."
                .formatted(acknowledged.size()));
        if (rows > acknowledged.size()) {
            say("   (And one more, which was committed just when the application was killed.)");
        }
        return rows;
    }

    private void proveHalfWay(List<Acknowledged> acknowledged, long rows)
            throws IOException, SQLException, InterruptedException {
        Timeline timeline = Timeline.parse(seawall(
                "timeline", "--json", "--limit", "1000000", folder.replica().toString()));
        long back = Math.min(rows, timeline.points()) / 2;
        String commit = Long.toString(timeline.newest() - back);
        seawall(
                "restore",
                "--commit",
                commit,
                "-o",
                folder.halfWay().toString(),
                folder.replica().toString());
        long found = new Proof(acknowledged).prove(folder.halfWay());
        if (found != rows - back) {
            throw new ProofException("the database restored at commit " + commit + " has " + found
                    + " of the application's commits, not " + (rows - back));
        }
        say("   Proven: it holds the first %d commits of the application and nothing of the other %d."
                .formatted(found, back));
    }

    private String seawall(String... args) throws IOException, InterruptedException {
        JavaProcess.Output output = JavaProcess.run(seawall, command(args));
        if (output.exitCode() != 0) {
            throw new IOException("seawall " + args[0] + " ended with " + output.exitCode());
        }
        return output.text().strip();
    }

    /** Shows a command as a user would type it. */
    private String[] command(String... args) {
        say("   $ seawall %s".formatted(String.join(" ", args)));
        return args;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
