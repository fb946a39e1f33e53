package dev.seawall.replicate;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.LastMoment;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which generation a new one follows, and up to which time the replica knows: without that, a clock that was
 * set back would make the new generation look like the older one. The local state cannot tell it alone: it may be lost,
 * or older than the replica.
 */
final class Ancestry implements Prelude {
    private static final Logger log = LoggerFactory.getLogger(Ancestry.class);

    private final Storage storage;

    Ancestry(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Answer ask(Cursor from) throws IOException {
        Optional<GenerationId> known = from.predecessor().generation();
        Optional<GenerationId> newest = Optional.empty();
        Instant last = Instant.EPOCH;
        Optional<Instant> lastOfKnown = Optional.empty();
        for (GenerationId generation : ReplicaListing.generationsBeside(storage, from.generation())) {
            Instant moment = lastMoment(generation);
            lastOfKnown = known.equals(Optional.of(generation)) ? Optional.of(moment) : lastOfKnown;
            if (newest.isEmpty() || moment.isAfter(last)) {
                newest = Optional.of(generation);
                last = moment;
            }
        }
        if (newest.isEmpty()) {
            return new Answer(from, Optional.empty(), 0);
        }
        // Later than all that is there, so that the order is plain even where the clock stands still.
        return new Answer(
                known.isEmpty()
                        ? afterLostState(from, newest.get())
                        : afterKnown(from, lastOfKnown, newest.get(), last),
                Optional.empty(),
                last.toEpochMilli() + 1);
    }

    private Cursor afterLostState(Cursor from, GenerationId newest) {
        log.warn(
                "{}: holds generations that the local state does not know; the new one follows {} (state_lost). If they are"
                        + " of another database, stop, and give this one a path of its own",
                storage,
                newest);
        return from.following(new Predecessor(Optional.of(newest), "state_lost"));
    }

    /**
     * After a power failure the state may be an older one: then there is a generation that it does not know. And what it
     * knows may never have reached the replica, or be gone from it.
     */
    private static Cursor afterKnown(Cursor from, Optional<Instant> lastOfKnown, GenerationId newest, Instant last) {
        boolean overtaken = lastOfKnown.map(last::isAfter).orElse(true);
        return overtaken
                ? from.following(
                        new Predecessor(Optional.of(newest), from.predecessor().reason()))
                : from;
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
