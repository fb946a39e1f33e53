package dev.seawall.bench;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Lists the generation of a replica that has only one. A second one says that the first lost track of the database. */
final class OneGeneration {
    private OneGeneration() {}

    static GenerationListing of(Storage replica) throws IOException {
        List<GenerationListing> generations =
                List.copyOf(ReplicaListing.read(replica).generations());
        if (generations.size() != 1) {
            throw new IOException("the replica has " + generations.size() + " generations: its history was broken");
        }
        return generations.get(0);
    }
}
