package dev.seawall.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * Says why a generation began, and which one it follows.
 *
 * @param generation the generation before it in the same replica, if one is known
 * @param reason a word of our own such as {@code first}, {@code lost_hold} or {@code wal_restarted_while_down}
 */
public record Predecessor(Optional<GenerationId> generation, String reason) {
    /** Longest reason, in UTF-8 bytes. */
    public static final int MAX_REASON_BYTES = 255;

    public Predecessor {
        if (reason.getBytes(UTF_8).length > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("reason '" + reason + "' is longer than 255 bytes");
        }
    }
}
