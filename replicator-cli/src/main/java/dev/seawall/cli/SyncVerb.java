package dev.seawall.cli;

import dev.seawall.cli.control.ControlApi;
import dev.seawall.cli.control.ControlClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running process ship what is committed now. */
@Command(
        name = "sync",
        description = {
            "Have the running process ship everything that is committed to a database, without waiting for the sync"
                    + " interval.",
            "With --wait comes back once it is durable, or with 8 if it was not in time."
        })
final class SyncVerb implements Verb {
    /** Says where it has to be. */
    enum In {
        ALL,
        ANY
    }

    /** On top of the timeout, for the answer. */
    private static final Duration ANSWERING = Duration.ofSeconds(30);

    @Mixin
    ControlOption control;

    @Parameters(index = "0", paramLabel = "DB", description = "The database file.")
    Path database;

    @Option(names = "--wait", description = "Wait until it is durable.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long to wait. 1h at most. Default: 30s.")
    Duration timeout;

    @Option(
            names = "--in",
            paramLabel = "all|any",
            defaultValue = "all",
            description = "Whether to wait for all replicas, or for any one of them. Default: all.")
    In in;

    @Override
    public ExitCode run(Console console) throws Exception {
        if (timeout.compareTo(ControlApi.LONGEST_TIMEOUT) > 0) {
            throw new UsageException("--timeout must be " + ControlApi.LONGEST_TIMEOUT.toHours() + "h at most");
        }
        String more = "&wait=" + wait + "&timeout=" + ControlClient.encode(timeout.toMillis() + "ms") + "&in="
                + in.name().toLowerCase(Locale.ROOT);
        Map<String, Object> answer = control.post("/sync", database, more, timeout.plus(ANSWERING));
        console.out().println(answer.get("database") + ": " + (wait ? "durable in " + where(answer) : "asked to ship"));
        return ExitCode.DONE;
    }

    private static String where(Map<String, Object> answer) {
        long count = answer.get("replicas") instanceof List<?> replicas
                ? replicas.stream()
                        .filter(replica -> replica instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("durable")))
                        .count()
                : 0;
        return count == 1 ? "1 replica" : count + " replicas";
    }
}
