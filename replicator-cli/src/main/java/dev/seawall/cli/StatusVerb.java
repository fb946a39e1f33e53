package dev.seawall.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a running process how its databases stand. */
@Command(
        name = "status",
        description = {
            "Show how each database of the running process stands, one line for each of its replicas.",
            "A state is waiting, replicating, failed, stopping or stopped."
        })
final class StatusVerb implements Verb {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, Object> NO_REPLICA = Map.of();

    @Mixin
    ControlOption control;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws Exception {
        Map<String, Object> answer = control.ask("GET", "/status", PATIENCE);
        List<Map<?, ?>> databases = maps(answer.get("databases"));
        Listing listing = format.listing(
                console,
                Column.fitting("database", databases.stream().map(database -> database.get("database"))),
                Column.text("state", 11),
                Column.fitting(
                        "replica",
                        databases.stream()
                                .flatMap(database -> maps(database.get("replicas")).stream())
                                .map(replica -> replica.get("replica"))),
                Column.text("generation", 16),
                Column.number("commit", 8),
                Column.time("commit_time"),
                Column.number("unshipped_bytes", 15),
                Column.number("lag_ms", 8),
                Column.text("problem", 7));
        for (Map<?, ?> database : databases) {
            List<Map<?, ?>> replicas = maps(database.get("replicas"));
            for (Map<?, ?> replica : replicas.isEmpty() ? List.of(NO_REPLICA) : replicas) {
                row(listing, database, replica);
            }
        }
        listing.finish();
        return ExitCode.DONE;
    }

    private static void row(Listing listing, Map<?, ?> database, Map<?, ?> replica) throws IOException {
        listing.row(
                cell(database, "database"),
                cell(database, "state"),
                cell(replica, "replica"),
                cell(replica, "generation"),
                cell(replica, "commit"),
                cell(replica, "commit_time"),
                cell(replica, "unshipped_bytes"),
                cell(replica, "lag_ms"),
                cell(replica, "failure").or(() -> cell(database, "reason")).or(() -> cell(replica, "gap")));
    }

    private static Optional<Object> cell(Map<?, ?> map, String field) {
        return Optional.ofNullable(map.get(field));
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        if (!(list instanceof List<?> items)) {
            return List.of();
        }
        return items.stream()
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(item -> (Map<?, ?>) item)
                .toList();
    }
}
