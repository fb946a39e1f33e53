package dev.seawall.it;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.it.Cli.Point;
import java.io.IOException;
import java.nio.file.Files;
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

    /** Tells whether a restore point is at or before this position. */
    boolean covers(Point point) {
        return point.generation().equals(generation)
                && (point.index() < index || (point.index() == index && point.offsetBytes() <= offsetBytes));
    }
}
