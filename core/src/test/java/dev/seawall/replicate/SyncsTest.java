package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Durability.InReplica;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas, and a clock that stands still unless told: nothing is due by the sync interval. */
class SyncsTest {
    @TempDir
    Path folder;

    private final MemoryStorage objects = new MemoryStorage();
    private final MemoryStorage otherObjects = new MemoryStorage();
    private final FlakyStorage other = new FlakyStorage(otherObjects, new Random(1));
    private final Syncs syncs = new Syncs();
    private final long[] nanos = new long[1];
    private Application app;
    private Replicator replicator;

    @BeforeEach
    void shipFirstCommit() throws Exception {
        app = Application.create(folder.resolve("app.db"), 4096);
        app.insert(1, 10);
        replicator = Beside.replicator(folder.resolve("app.db"), List.of(objects, other), Options.DEFAULTS, nanos);
    }

    @AfterEach
    void close() throws Exception {
        replicator.close();
        app.close();
    }

    @Test
    void sync_everythingShippedAlready_isOverWithoutAnObject() throws Exception {
        shipAll();
        int before = objects();

        Sync sync = syncs.ask(SyncScope.EVERY_REPLICA);

        assertThat(syncs.place(replicator)).isTrue();
        assertThat(syncs.settle(replicator)).isFalse();
        assertThat(sync.known().isEnough(SyncScope.EVERY_REPLICA)).isTrue();
        assertThat(ship(0) + ship(1)).isZero();
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void sync_commitThatNobodyLookedAt_isOverOnlyOnceShippedToBoth() throws Exception {
        shipAll();
        int before = objects();
        app.insert(1, 10);

        Sync sync = syncs.ask(SyncScope.EVERY_REPLICA);

        syncs.place(replicator);
        assertThat(syncs.settle(replicator)).isTrue();
        assertThat(ship(0)).isEqualTo(1);
        assertThat(syncs.settle(replicator)).isTrue();
        assertThat(sync.known().replicas()).extracting(InReplica::durable).containsExactly(true, false);
        assertThat(ship(1)).isEqualTo(1);
        assertThat(syncs.settle(replicator)).isFalse();
        assertThat(sync.known().isEnough(SyncScope.EVERY_REPLICA)).isTrue();
        assertThat(objects()).isEqualTo(before + 2);
    }

    @Test
    void sync_whatIsCommittedAfterTheLook_waitsForTheSyncInterval() throws Exception {
        shipAll();
        commitWithinTheInterval();
        syncs.ask(SyncScope.EVERY_REPLICA);
        syncs.place(replicator);
        assertThat(ship(0)).isEqualTo(1);

        commitWithinTheInterval();

        assertThat(ship(0)).isZero();
        nanos[0] += Duration.ofSeconds(1).toNanos();
        assertThat(ship(0)).isEqualTo(1);
    }

    /** The old file's WAL is all shipped, but what the caller committed stands in the new one. */
    @Test
    void sync_databaseWasReplaced_waitsForALookAtTheOtherFile() throws Exception {
        shipAll();
        Files.move(folder.resolve("app.db"), folder.resolve("old.db"));
        Files.copy(folder.resolve("old.db"), folder.resolve("app.db"));

        Sync sync = syncs.ask(SyncScope.EVERY_REPLICA);

        assertThat(syncs.place(replicator)).isFalse();
        assertThat(syncs.settle(replicator)).isTrue();
        syncs.end("the database was replaced");
        assertThat(sync.isOver()).as("given up instead of left to the next").isFalse();
        Files.move(folder.resolve("old.db"), folder.resolve("app.db"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(syncs.place(replicator)).isTrue();
        assertThat(syncs.settle(replicator)).isFalse();
    }

    @Test
    void sync_severalCallersAndCommits_shareOneObjectInEachReplica() throws Exception {
        shipAll();
        int before = objects();
        app.insert(1, 10);
        Sync first = syncs.ask(SyncScope.EVERY_REPLICA);
        app.insert(1, 10);
        Sync second = syncs.ask(SyncScope.EVERY_REPLICA);
        app.insert(1, 10);
        Sync third = syncs.ask(SyncScope.EVERY_REPLICA);

        syncs.place(replicator);
        while (ship(0) + ship(1) > 0) {
            assertThat(objects()).isLessThan(before + 10);
        }

        assertThat(syncs.settle(replicator)).isFalse();
        assertThat(List.of(first, second, third)).allMatch(Sync::isOver);
        assertThat(objects()).isEqualTo(before + 2);
    }

    @Test
    void sync_oneReplicaIsAway_namesIt() throws Exception {
        shipAll();
        other.failAtRate(1);
        app.insert(1, 10);
        Sync every = syncs.ask(SyncScope.EVERY_REPLICA);
        Sync any = syncs.ask(SyncScope.ANY_REPLICA);

        syncs.place(replicator);
        assertThat(ship(0)).isEqualTo(1);
        assertThat(ship(1)).isZero();

        assertThat(syncs.settle(replicator)).isTrue();
        assertThat(any.isOver()).isTrue();
        assertThat(every.isOver()).isFalse();
        assertThat(every.known().replicas()).extracting(InReplica::durable).containsExactly(true, false);
        assertThat(every.known().replicas().get(1).failure()).isPresent();
    }

    @Test
    void sync_anyReplicaHasItAlready_hurriesNoOther() throws Exception {
        shipAll();
        commitWithinTheInterval();
        syncs.ask(SyncScope.EVERY_REPLICA);
        syncs.place(replicator);
        assertThat(ship(0)).isEqualTo(1);
        // The other one is late: its interval goes on for longer.
        nanos[0] += Duration.ofMillis(500).toNanos();
        assertThat(ship(1)).isEqualTo(1);
        nanos[0] += Duration.ofMillis(600).toNanos();
        commitWithinTheInterval();
        assertThat(ship(0)).isEqualTo(1);

        Sync any = syncs.ask(SyncScope.ANY_REPLICA);
        syncs.place(replicator);

        assertThat(any.isOver()).isTrue();
        assertThat(ship(1)).isZero();
    }

    @Test
    void sync_withoutASnapshot_isNotOver() throws Exception {
        Sync sync = syncs.ask(SyncScope.EVERY_REPLICA);
        syncs.place(replicator);
        for (int i = 0; i < 5; i++) {
            ship(0);
            ship(1);
        }
        assertThat(replicator.status()).allMatch(status -> status.unshippedBytes() == 0);

        assertThat(syncs.settle(replicator)).isTrue();
        assertThat(sync.isOver()).isFalse();

        shipAll();
        assertThat(syncs.settle(replicator)).isFalse();
        assertThat(sync.known().isEnough(SyncScope.EVERY_REPLICA)).isTrue();
    }

    @Test
    void sync_notWaitedFor_isShippedAllTheSame() throws Exception {
        shipAll();
        commitWithinTheInterval();
        assertThat(ship(0)).isZero();

        Durability early = syncs.sync(SyncScope.EVERY_REPLICA, Duration.ZERO);

        assertThat(early.isEnough(SyncScope.EVERY_REPLICA)).isFalse();
        assertThat(syncs.isIdle()).isFalse();
        syncs.place(replicator);
        assertThat(ship(0)).isEqualTo(1);
        assertThat(syncs.isIdle()).isTrue();
    }

    @Test
    void soon_costsOneObjectAndOnlyOnce() throws Exception {
        shipAll();
        commitWithinTheInterval();
        syncs.soon();

        syncs.place(replicator);
        assertThat(ship(0)).isEqualTo(1);

        commitWithinTheInterval();
        assertThat(syncs.place(replicator)).isFalse();
        assertThat(ship(0)).isZero();
    }

    @Test
    void end_whileSomebodyWaits_saysWhy() throws Exception {
        shipAll();
        app.insert(1, 10);
        Sync sync = syncs.ask(SyncScope.EVERY_REPLICA);
        syncs.place(replicator);

        syncs.close("it was stopped");

        assertThat(sync.isOver()).isTrue();
        assertThat(sync.known().isEnough(SyncScope.EVERY_REPLICA)).isFalse();
        assertThat(sync.known().reason()).hasValue("it was stopped");
        assertThat(syncs.sync(SyncScope.ANY_REPLICA, Duration.ofHours(1)).reason())
                .hasValue("it was stopped");
    }

    /** The lag of a replica is the age of the oldest commit that it lacks. */
    @Test
    void status_commitsUnshipped_saysSinceWhen() throws Exception {
        shipAll();
        assertThat(replicator.status().get(0).unshippedSinceMillis()).isEmpty();
        nanos[0] += Duration.ofMillis(100).toNanos();
        long seenMillis = 1_800_000_000_000L + nanos[0] / 1_000_000;
        commitWithinTheInterval();
        nanos[0] += Duration.ofMillis(500).toNanos();
        commitWithinTheInterval();

        assertThat(replicator.status().get(0).unshippedSinceMillis()).hasValue(seenMillis);

        nanos[0] += Duration.ofSeconds(1).toNanos();
        assertThat(ship(0)).isEqualTo(1);
        assertThat(replicator.status().get(0).unshippedSinceMillis()).isEmpty();
        assertThat(replicator.status().get(1).unshippedSinceMillis()).hasValue(seenMillis);
    }

    private void commitWithinTheInterval() throws Exception {
        app.insert(1, 10);
        replicator.capture();
    }

    private int ship(int replica) throws Exception {
        return replicator.ship(replica);
    }

    private int objects() {
        return objects.keys().size() + otherObjects.keys().size();
    }

    /** Ships all, and one commit more, so that the sync interval has just begun. */
    private void shipAll() throws Exception {
        for (int i = 0; i < 1_000 && !isShipped(); i++) {
            replicator.capture();
            replicator.tend();
            for (int replica = 0; replica < 2; replica++) {
                ship(replica);
                replicator.snapshot(replica);
            }
            nanos[0] += Duration.ofMillis(100).toNanos();
        }
        assertThat(isShipped()).isTrue();
        nanos[0] += Duration.ofSeconds(5).toNanos();
        commitWithinTheInterval();
        assertThat(ship(0) + ship(1)).isEqualTo(2);
    }

    private boolean isShipped() {
        return replicator.isShippedTo(replicator.end());
    }
}
