package dev.seawall.fuzz;

import dev.seawall.replica.Lz4BlockFuzzTest;
import dev.seawall.replica.Lz4FrameFuzzTest;
import dev.seawall.replica.ObjectNameFuzzTest;
import dev.seawall.replica.StampFuzzTest;
import dev.seawall.replicate.StateFileFuzzTest;
import dev.seawall.storage.StorageUrlFuzzTest;
import dev.seawall.wal.WalFuzzTest;
import java.util.List;

/** Not a test by its name: only the profile {@code fuzz} runs it. */
class ParserFuzzing extends FuzzingRun {
    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                new WalFuzzTest(),
                new StampFuzzTest(),
                new ObjectNameFuzzTest(),
                new Lz4FrameFuzzTest(),
                new Lz4BlockFuzzTest(),
                new StorageUrlFuzzTest(),
                new StateFileFuzzTest());
    }
}
