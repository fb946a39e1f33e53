package dev.seawall.it;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Position;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Is the position that a state file calls shipped, of its only replica. */
record ShippedState(String generation, int index, long offsetBytes) {
    /** Reads it; empty while nothing is called shipped. */
    static Optional<ShippedState> of(Source source) throws IOException {
        if (Files.exists(source.state())
                && JSON.std.mapFrom(Files.readString(source.state())).get("replicas") instanceof Map<?, ?> replicas
                && replicas.values().iterator().next() instanceof Map<?, ?> replica
                && Boolean.TRUE.equals(replica.get("shipped"))
                && replica.get("index") instanceof Number index
                && replica.get("offset") instanceof Number offset) {
            return Optional.of(
                    new ShippedState(String.valueOf(replica.get("generation")), index.intValue(), offset.longValue()));
        }
        return Optional.empty();
    }

    /** The number of the last restore point at or before this position. */
    long lastCommitIn(Storage storage) throws IOException {
        return Timeline.open(storage).points(new GenerationId(generation), Instant.EPOCH, Integer.MAX_VALUE).stream()
                .filter(this::covers)
                .mapToLong(point -> point.commit().orElseThrow())
                .max()
                .orElseThrow();
    }

    private boolean covers(RestorePoint point) {
        Position position = point.position();
        return position.index() < index || (position.index() == index && position.offsetBytes() <= offsetBytes);
    }
}
