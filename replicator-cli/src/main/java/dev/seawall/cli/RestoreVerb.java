package dev.seawall.cli;

import dev.seawall.cli.boot.Candidate;
import dev.seawall.cli.boot.DatabaseFile;
import dev.seawall.cli.boot.NewestReplica;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.Check;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rebuilds a database from a replica. */
@Command(
        name = "restore",
        description = {
            "Rebuild a database from a replica: its latest state, or the one after any commit.",
            "Of a database with several replicas, takes the newest that can be used, and says why not another.",
            "Nothing is put in place before everything is proven; a failure leaves nothing behind."
        })
final class RestoreVerb implements Verb {
    @Mixin
    ReplicaArgument replica;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to create. It must not exist, nor a -wal, -shm or -journal beside it."
                    + " Default: the database's own path, or the last name in the URL, in the current folder.")
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
            defaultValue = "" + RestoreRequest.DEFAULT_PARALLELISM,
            description =
                    "How many objects to fetch at the same time, at most; fewer where there are less than four times as"
                            + " many. From 1. Default: " + RestoreRequest.DEFAULT_PARALLELISM + ".")
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
    public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
        ReplicaArgument.Named named = replica.resolve();
        boolean several = named.replicas().size() > 1;
        if (several && point.commit.isPresent() && generation.isEmpty()) {
            throw new UsageException("--commit counts within one replica, and " + replica.argument
                    + " has several: name the" + " --generation as well, or the URL of a replica");
        }
        Path target = output.or(named::database)
                .orElseGet(() -> DefaultOutput.of(named.replicas().get(0).url()));
        RestoreReport report =
                format.json ? new JsonRestoreReport(console.out()) : new TextRestoreReport(console.out());
        if (ifDatabaseNotExists && DatabaseFile.isAt(target)) {
            report.printNothingToDo(target, target + " exists already");
            return ExitCode.DONE;
        }
        List<Candidate> candidates = Candidates.open(named.replicas());
        try (ProgressDisplay progress = ProgressDisplay.on(console, "restore")) {
            Function<Storage, RestoreRequest> request = storage -> new RestoreRequest(
                    storage, point.target(), generation, target, check, parallelism, progress.listener());
            boolean done = several
                    ? restoreNewest(candidates, request, target, report)
                    : restore(candidates.get(0), request, target, report);
            if (!done && ifReplicaExists) {
                report.printNothingToDo(target, named.noBackup());
            } else if (!done) {
                throw new NothingToRestoreException(named.noBackup());
            }
            return ExitCode.DONE;
        } finally {
            Candidates.close(candidates);
        }
    }

    /** @return false if the replica is empty, and that is to be told from other failures */
    private boolean restore(
            Candidate candidate, Function<Storage, RestoreRequest> request, Path target, RestoreReport report)
            throws IOException {
        candidate.requireThere();
        if (ifReplicaExists && candidate.isEmpty()) {
            return false;
        }
        RestoreRequest wanted = request.apply(candidate.storage());
        if (dryRun) {
            report.print(target, new Restorer().plan(wanted));
        } else {
            report.print(new Restorer().restore(wanted));
        }
        return true;
    }

    /** @return false if all are empty */
    private boolean restoreNewest(
            List<Candidate> candidates, Function<Storage, RestoreRequest> request, Path target, RestoreReport report)
            throws IOException {
        NewestReplica newest = new NewestReplica(candidates);
        if (dryRun) {
            Optional<Candidate> chosen = newest.find(request);
            if (chosen.isPresent()) {
                report.print(
                        target, new Restorer().plan(request.apply(chosen.get().storage())));
            }
            return chosen.isPresent();
        }
        Optional<RestoreResult> result = newest.restore(request);
        if (result.isPresent()) {
            report.print(result.get());
        }
        return result.isPresent();
    }
}
