package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Published.Point;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Is one life of the replicator, from its opening to its close or its death.
 *
 * <p>Dying in a process that lives on. After the last step nothing of the product runs but {@link Replicator#close}, and
 * that writes nothing, and deletes what {@link StateFiles#killed} brings back: it ends read transactions, closes
 * connections, and leaves the WAL in place, which is what the kernel would do; the storages answer nothing meanwhile. It
 * differs from a real kill in three ways. The locks go one after another and not at once, but nobody acts in between. A
 * last connection takes the shared memory's locks as it closes, where a kill leaves the memory to be recovered by the next one who opens. And closing the database file drops
 * the POSIX locks of the application's connections, which live in the same process here: within one process SQLite goes
 * by its own counts, so this would matter only to a third process, and there is none. What a kill in the middle of a
 * write to the state folder leaves is not simulated by dying, but by {@link StateFiles}.
 */
final class Life {
    private final Replicator replicator;
    private final List<Replica> replicas;
    private final Options options;
    private final SimulatedClock clock;
    private final Killer killer;
    private final Ledger ledger;
    private final Looks looks;

    private Life(
            Replicator replicator,
            List<Replica> replicas,
            Options options,
            SimulatedClock clock,
            Killer killer,
            Ledger ledger,
            Looks looks) {
        this.replicator = replicator;
        this.replicas = replicas;
        this.options = options;
        this.clock = clock;
        this.killer = killer;
        this.ledger = ledger;
        this.looks = looks;
    }

    /**
     * @param lifeBefore what the life before it saw
     * @param knownMillis the latest time that an earlier life may have given
     */
    static Life open(
            Path database,
            List<Replica> replicas,
            Options options,
            SimulatedClock clock,
            Random random,
            Killer killer,
            Ledger ledger,
            Optional<Looks> lifeBefore,
            long knownMillis)
            throws IOException {
        Looks looks = new Looks(lifeBefore, knownMillis);
        looks.opened(ledger.last().id(), clock.millis());
        replicas.forEach(replica -> replica.published().by(looks));
        List<Storage> storages =
                replicas.stream().<Storage>map(Replica::storage).toList();
        Replicator replicator = Replicator.open(
                database, JournalMode.REQUIRE_WAL, storages, options, Optional.empty(), clock.times(), random);
        return new Life(replicator, replicas, options, clock, killer, ledger, looks);
    }

    Looks looks() {
        return looks;
    }

    long capture() throws IOException {
        long news = replicator.capture();
        looks.maySee(ledger.last().id(), clock.millis());
        if (replicator.certainEnd().isPresent()) {
            looks.saw(ledger.last().id(), clock.millis());
        }
        acknowledge();
        return news;
    }

    int tend() throws IOException {
        int done = replicator.tend();
        looks.maySee(ledger.last().id(), clock.millis());
        return done;
    }

    int ship(int replica) throws IOException {
        int done = replicator.ship(replica);
        acknowledge();
        return done;
    }

    int snapshot(int replica) throws IOException {
        try {
            return replicator.snapshot(replica);
        } finally {
            replicas.get(replica).mayForget(clock.millis(), options.retention());
            if (!killer.isDead()) {
                acknowledge();
            }
        }
    }

    private void acknowledge() {
        List<ReplicaStatus> all = replicator.status();
        for (int i = 0; i < all.size(); i++) {
            ReplicaStatus status = all.get(i);
            if (status.isCurrent()) {
                Replica replica = replicas.get(i);
                Optional<Point> point =
                        replica.published().get(status.position().generation()).point(status.lastCommit());
                assertThat(point)
                        .as("what is called shipped was given to the replica: %s", status)
                        .isPresent();
                replica.acknowledge(
                        ledger.get(looks.lastSeen()), point.orElseThrow().millis());
            }
        }
    }

    /** Tells whether everything that is committed now is called shipped by every replica. */
    boolean isAllShipped() throws IOException {
        Optional<Place> end = replicator.certainEnd();
        looks.maySee(ledger.last().id(), clock.millis());
        return end.isPresent() && replicator.isShippedTo(end.get());
    }

    List<ReplicaStatus> status() {
        return replicator.status();
    }

    void close() throws IOException {
        replicator.close();
    }

    void die() throws IOException {
        killer.kill();
        try {
            replicator.close();
        } finally {
            killer.bury();
        }
    }
}
