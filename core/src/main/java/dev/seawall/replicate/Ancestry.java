package dev.seawall.replicate;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.LastMoment;
import dev.seawall.replica.Predecessor;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, where no state is left, which generation a new one follows, and up to which time the replica knows: without
 * that, a clock that was set back would make the new generation look like the older one.
 */
final class Ancestry implements Prelude {
    private static final Logger log = LoggerFactory.getLogger(Ancestry.class);

    private final Storage storage;

    Ancestry(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Answer ask(Cursor from) throws IOException {
        Optional<GenerationId> newest = Optional.empty();
        Instant last = Instant.EPOCH;
        for (String folder : storage.listFolders("generations/")) {
            if (GenerationId.isValid(folder) && !folder.equals(from.generation().text())) {
                GenerationId generation = new GenerationId(folder);
                Instant moment = lastMoment(generation);
                if (newest.isEmpty() || moment.isAfter(last)) {
                    newest = Optional.of(generation);
                    last = moment;
                }
            }
        }
        if (newest.isEmpty()) {
            return new Answer(from, Optional.empty(), 0);
        }
        log.warn(
                "{}: holds generations that the local state does not know; the new one follows {} (state_lost). If they are"
                        + " of another database, stop, and give this one a path of its own",
                storage,
                newest.get());
        Predecessor predecessor = new Predecessor(newest, "state_lost");
        return new Answer(from.following(predecessor), Optional.empty(), last.toEpochMilli());
    }

    /** A generation that cannot be read must not keep a new one from beginning. */
    private Instant lastMoment(GenerationId generation) throws IOException {
        try {
            return LastMoment.of(GenerationListing.read(storage, generation), storage)
                    .orElse(Instant.EPOCH);
        } catch (DamagedReplicaException e) {
            log.warn("{}: generation {} is damaged: {}", storage, generation, e.getMessage());
            return Instant.EPOCH;
        }
    }
}
