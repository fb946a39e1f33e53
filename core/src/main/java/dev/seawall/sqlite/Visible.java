package dev.seawall.sqlite;

import dev.seawall.wal.WalHeader;
import java.util.Optional;

/**
 * Says what is committed in the WAL, as of a look.
 *
 * @param cycle the current cycle's number in this process
 * @param header its header; empty while nothing was ever committed in it
 * @param lastFrame its last committed frame; 0 for none
 */
public record Visible(long cycle, Optional<WalHeader> header, long lastFrame) {
    /** Where it ends in the WAL: the length of its header, if there is one, and of its frames. */
    public long walBytes() {
        return header.map(known -> known.pageSize().endOfFrame(lastFrame)).orElse(0L);
    }
}
