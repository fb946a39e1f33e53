package dev.seawall.restore;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.storage.MemoryStorage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What SQLite itself makes of an unstamped replica after each of its segments: the record to hold restores against. */
final class UnstampedStates {
    /** A segment, and the database after its last commit. */
    static final class State {
        private final Listed<SegmentName> segment;
        private final byte[] bytes;

        State(Listed<SegmentName> segment, byte[] bytes) {
            this.segment = segment;
            this.bytes = bytes;
        }

        SegmentName name() {
            return segment.name();
        }

        Instant time() {
            return segment.modified();
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private final MemoryStorage storage;
    private final Path directory;
    private final List<State> states = new ArrayList<>();

    UnstampedStates(MemoryStorage storage, Path directory) throws Exception {
        this.storage = storage;
        this.directory = directory;
        for (GenerationListing generation : ReplicaListing.read(storage).generations()) {
            replay(generation);
        }
        states.sort(Comparator.comparing(State::time));
    }

    private void replay(GenerationListing generation) throws Exception {
        byte[] base = content(generation.snapshots().get(0).name());
        ByteArrayOutputStream wal = new ByteArrayOutputStream();
        byte[] state = base;
        for (Listed<SegmentName> segment : generation.segments()) {
            if (segment.name().offsetBytes() == 0) {
                base = state;
                wal.reset();
            }
            wal.writeBytes(content(segment.name()));
            state = checkpointed(base, wal.toByteArray());
            states.add(new State(segment, state));
        }
    }

    private byte[] content(ObjectName name) throws Exception {
        try (ObjectReader reader = ObjectReader.open(storage, name)) {
            return reader.content().readAllBytes();
        }
    }

    private byte[] checkpointed(byte[] base, byte[] wal) throws Exception {
        Path database = directory.resolve("sqlite.db");
        Files.write(database, base);
        Files.write(directory.resolve("sqlite.db-wal"), wal);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        byte[] state = Files.readAllBytes(database);
        Files.delete(database);
        return state;
    }

    /** All of them, the oldest first. */
    List<State> all() {
        return states;
    }

    State last() {
        return states.get(states.size() - 1);
    }

    /** The last one at or before a time. */
    Optional<State> at(Instant time) {
        return states.stream().filter(state -> !state.time().isAfter(time)).reduce((one, other) -> other);
    }
}
