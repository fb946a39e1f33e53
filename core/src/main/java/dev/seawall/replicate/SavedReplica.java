package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replicate.Cursor.TakenSnapshot;
import dev.seawall.sqlite.FileIdentity;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.Salt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Is what the state file says of one replica: up to where everything is acknowledged, and how to know the place again.
 *
 * @param database the file that it is a place in
 * @param gap why the history was given up behind the position, or behind what was sealed after it; empty if it was not
 * @param salt the salts of the cycle that the position lies in; zero at offset 0
 * @param notBeforeMillis no commit that is still to be shipped gets a time before this one: the replica knew of commits up
 *     to then. 0 if it told nothing
 */
record SavedReplica(
        FileIdentity database,
        GenerationId generation,
        int index,
        long offsetBytes,
        Salt salt,
        Checksum checksum,
        long nextCommit,
        Predecessor predecessor,
        Optional<TakenSnapshot> snapshot,
        Optional<String> gap,
        long notBeforeMillis) {
    SavedReplica {
        requireAtLeast(0, "index", index);
        requireAtLeast(0, "offset", offsetBytes);
        requireAtLeast(1, "nextCommit", nextCommit);
        if (snapshot.isPresent()) {
            requireAtLeast(0, "snapshotIndex", snapshot.get().index());
            requireAtLeast(0, "snapshotCommit", snapshot.get().commit());
        }
    }

    static SavedReplica of(
            FileIdentity database, Cursor cursor, Salt salt, Optional<String> gap, long notBeforeMillis) {
        return new SavedReplica(
                database,
                cursor.generation(),
                cursor.position().index(),
                cursor.place().offsetBytes(),
                salt,
                cursor.place().checksum(),
                cursor.nextCommit(),
                cursor.predecessor(),
                cursor.snapshot(),
                gap,
                notBeforeMillis);
    }

    /** The generation that one follows which begins now. */
    Optional<GenerationId> lastUsed() {
        return cursorIn(index).lastUsed();
    }

    /** The cursor that this stands for in a process that calls its index {@code cycle}. */
    Cursor cursorIn(long cycle) {
        Place place = new Place(cycle, offsetBytes, checksum);
        return new Cursor(generation, cycle - index, place, nextCommit, predecessor, snapshot);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("database", database.text());
        map.put("generation", generation.text());
        map.put("index", index);
        map.put("offset", offsetBytes);
        map.put("shipped", snapshot.isPresent());
        map.put("salt1", salt.salt1());
        map.put("salt2", salt.salt2());
        map.put("checksum1", checksum.sum1());
        map.put("checksum2", checksum.sum2());
        map.put("nextCommit", nextCommit);
        map.put("beganBecause", predecessor.reason());
        predecessor.generation().ifPresent(before -> map.put("follows", before.text()));
        snapshot.ifPresent(taken -> {
            map.put("snapshotIndex", taken.index());
            map.put("snapshotMillis", taken.takenMillis());
            map.put("snapshotCommit", taken.commit());
        });
        gap.ifPresent(reason -> map.put("gap", reason));
        if (notBeforeMillis > 0) {
            map.put("notBeforeMillis", notBeforeMillis);
        }
        return map;
    }

    /** @throws IllegalArgumentException if a value is missing or out of range */
    static SavedReplica of(Map<?, ?> map) {
        Optional<TakenSnapshot> snapshot = map.containsKey("snapshotIndex")
                ? Optional.of(new TakenSnapshot(
                        word(map, "snapshotIndex"), number(map, "snapshotMillis"), number(map, "snapshotCommit")))
                : Optional.empty();
        Optional<GenerationId> follows =
                map.containsKey("follows") ? Optional.of(new GenerationId(text(map, "follows"))) : Optional.empty();
        return new SavedReplica(
                new FileIdentity(text(map, "database")),
                new GenerationId(text(map, "generation")),
                word(map, "index"),
                number(map, "offset"),
                new Salt(word(map, "salt1"), word(map, "salt2")),
                new Checksum(word(map, "checksum1"), word(map, "checksum2")),
                number(map, "nextCommit"),
                new Predecessor(follows, text(map, "beganBecause")),
                snapshot,
                map.containsKey("gap") ? Optional.of(text(map, "gap")) : Optional.empty(),
                map.containsKey("notBeforeMillis") ? number(map, "notBeforeMillis") : 0);
    }

    private static void requireAtLeast(long least, String key, long value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value);
        }
    }

    private static int word(Map<?, ?> map, String key) {
        if (map.get(key) instanceof Integer value) {
            return value;
        }
        throw new IllegalArgumentException(key + " is missing or no number of 32 bits");
    }

    /** The parser makes an Integer or a Long of what fits, and something else of fractions and larger numbers. */
    private static long number(Map<?, ?> map, String key) {
        if (map.get(key) instanceof Number value && (value instanceof Integer || value instanceof Long)) {
            return value.longValue();
        }
        throw new IllegalArgumentException(key + " is missing or no number of 64 bits");
    }

    private static String text(Map<?, ?> map, String key) {
        if (map.get(key) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException(key + " is missing or no text");
    }
}
