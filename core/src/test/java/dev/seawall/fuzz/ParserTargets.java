package dev.seawall.fuzz;

import dev.seawall.replica.Lz4BlockFuzz;
import dev.seawall.replica.Lz4FrameFuzz;
import dev.seawall.replica.ObjectNameFuzz;
import dev.seawall.replica.StampFuzz;
import dev.seawall.replicate.StateFileFuzz;
import dev.seawall.storage.StorageUrlFuzz;
import dev.seawall.wal.WalFuzz;
import java.util.List;

/** Lists the parsers of this module. */
final class ParserTargets {
    private ParserTargets() {}

    static List<FuzzTarget> all() {
        return List.of(
                new WalFuzz(),
                new StampFuzz(),
                new ObjectNameFuzz(),
                new Lz4FrameFuzz(),
                new Lz4BlockFuzz(),
                new StorageUrlFuzz(),
                new StateFileFuzz());
    }
}
