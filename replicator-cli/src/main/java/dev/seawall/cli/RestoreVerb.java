package dev.seawall.cli;

import dev.seawall.cli.boot.Candidate;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.Check;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rebuilds a database from a replica. */
@Command(
        name = "restore",
        description = {
            "Rebuild a database from a replica: its latest state, or the one after any commit.",
            "Nothing is put in place before everything is proven; a failure leaves nothing behind."
        })
final class RestoreVerb implements Verb {
    @Mixin
    ReplicaArgument replica;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to create. It must not exist, nor a -wal, -shm or -journal beside it."
                    + " Default: the last name in the URL, in the current folder.")
    Optional<Path> output;

    @ArgGroup
    Point point = new Point();

    /** Which state to restore; at most one of the two. */
    static final class Point {
        @Option(
                names = "--timestamp",
                paramLabel = "TIME",
                description = "The state at that time: RFC 3339, such as 2026-03-01T12:00:00.250Z or with +02:00, or"
                        + " how long ago, such as '10m ago'. Default: the latest.")
        Optional<Instant> timestamp = Optional.empty();

        @Option(
                names = "--commit",
                paramLabel = "N",
                converter = CountConverter.OfLong.class,
                description =
                        "The state after that commit, as numbered by 'seawall timeline', of the newest generation or"
                                + " the one that --generation names.")
        Optional<Long> commit = Optional.empty();

        Target target() {
            return timestamp
                    .<Target>map(Target.AtTime::new)
                    .or(() -> commit.map(Target.AtCommit::new))
                    .orElseGet(Target.Latest::new);
        }
    }

    @Option(
            names = "--generation",
            paramLabel = "ID",
            description = "Restore from this generation. Default: the newest one, or the one that covers the time.")
    Optional<GenerationId> generation;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "8",
            converter = CountConverter.OfInt.class,
            description = "How many objects to fetch at the same time. From 1. Default: 8.")
    int parallelism;

    @Option(
            names = "--dry-run",
            description = "Show what would be restored, and from what; fetch and write nothing. Proves less than a"
                    + " restore: names and some stamps.")
    boolean dryRun;

    @Option(
            names = "--check",
            paramLabel = "none|quick|full",
            defaultValue = "quick",
            description = "Check the restored file with SQLite: none, quick (quick_check) or full (integrity_check)."
                    + " Default: quick.")
    Check check;

    @Option(
            names = "--if-db-not-exists",
            description = "Do nothing, and end with 0, if the file exists already. Otherwise that is an error.")
    boolean ifDatabaseNotExists;

    @Option(
            names = "--if-replica-exists",
            description = "Do nothing, and end with 0, if the replica answers and is empty. One that does not answer,"
                    + " refuses us, or holds something that cannot be restored is an error as ever.")
    boolean ifReplicaExists;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException {
        Path target = output.orElseGet(() -> DefaultOutput.of(replica.url));
        RestoreReport report =
                format.json ? new JsonRestoreReport(console.out()) : new TextRestoreReport(console.out());
        if (ifDatabaseNotExists && Files.exists(target)) {
            report.printNothingToDo(target, target + " exists already");
            return ExitCode.DONE;
        }
        try (Storage storage = replica.open();
                ProgressDisplay progress = ProgressDisplay.on(console, "restore")) {
            if (ifReplicaExists && new Candidate(replica.url, storage).isEmpty()) {
                report.printNothingToDo(target, storage + " holds no backup");
                return ExitCode.DONE;
            }
            RestoreRequest request = new RestoreRequest(
                    storage, point.target(), generation, target, check, parallelism, progress.listener());
            if (dryRun) {
                report.print(target, new Restorer().plan(request));
            } else {
                report.print(new Restorer().restore(request));
            }
        }
        return ExitCode.DONE;
    }
}
