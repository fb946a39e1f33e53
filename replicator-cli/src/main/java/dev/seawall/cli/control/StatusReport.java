package dev.seawall.cli.control;

import dev.seawall.Changes;
import dev.seawall.MemberStatus;
import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.ReplicaStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what the core says into the fields of an answer. */
final class StatusReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private StatusReport() {}

    static Map<String, Object> of(List<MemberStatus> members, long nowMillis) {
        return Map.of(
                "databases",
                members.stream().map(member -> database(member, nowMillis)).toList());
    }

    private static Map<String, @Nullable Object> database(MemberStatus member, long nowMillis) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("database", member.database().toString());
        fields.put("state", member.state().name().toLowerCase(Locale.ROOT));
        fields.put("reason", member.reason().orElse(null));
        fields.put(
                "all_shipped",
                member.outcome().map(outcome -> outcome == Outcome.ALL_SHIPPED).orElse(null));
        fields.put(
                "replicas",
                member.replicas().stream()
                        .map(replica -> replica(replica, nowMillis))
                        .toList());
        return fields;
    }

    private static Map<String, @Nullable Object> replica(ReplicaStatus replica, long nowMillis) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("replica", replica.replica());
        fields.put("generation", replica.position().generation().text());
        fields.put("index", hex(replica.position().index()));
        fields.put("offset", hex(replica.position().offsetBytes()));
        fields.put("commit", replica.lastCommit());
        fields.put("commit_time", time(replica.lastCommitMillis()));
        fields.put("restorable", replica.shipped());
        fields.put("unshipped_bytes", replica.unshippedBytes());
        fields.put("lag_ms", lag(replica, nowMillis));
        fields.put("gap", replica.gap().orElse(null));
        fields.put("failure", replica.failure().orElse(null));
        return fields;
    }

    /** As in the names of objects. */
    private static String hex(long number) {
        return String.format("%08x", number);
    }

    private static @Nullable String time(long millis) {
        return millis == 0 ? null : TIME.format(Instant.ofEpochMilli(millis));
    }

    private static long lag(ReplicaStatus replica, long nowMillis) {
        Optional<Long> since = replica.unshippedSinceMillis();
        return since.map(seen -> Math.max(0, nowMillis - seen)).orElse(0L);
    }

    static List<Map<String, @Nullable Object>> of(Durability known) {
        return known.replicas().stream().map(StatusReport::replica).toList();
    }

    private static Map<String, @Nullable Object> replica(Durability.InReplica replica) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("replica", replica.replica());
        fields.put("durable", replica.durable());
        fields.put("failure", replica.failure().orElse(null));
        return fields;
    }

    static Map<String, @Nullable Object> of(Changes changes) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("added", texts(changes.added()));
        fields.put("removed", texts(changes.removed()));
        fields.put("restarted", texts(changes.restarted()));
        fields.put("unchanged", texts(changes.unchanged()));
        if (!changes.problems().isEmpty()) {
            fields.put("error", String.join("; ", changes.problems()));
            fields.put("exit_code", 8);
        }
        return fields;
    }

    private static List<String> texts(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }
}
