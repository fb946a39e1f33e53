package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replicate.Ledger.Entry;
import dev.seawall.replicate.Published.Generation;
import dev.seawall.replicate.Published.Point;
import dev.seawall.replicate.Replica.Ack;
import dev.seawall.replicate.Tally.Event;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Restores, and holds what comes out against the ledger. */
final class Examiner {
    private final Path copy;
    private final Path other;
    private final Ledger ledger;
    private final Random random;
    private final Tally tally;

    Examiner(Path folder, Ledger ledger, Random random, Tally tally) {
        this.copy = folder.resolve("restored.db");
        this.other = folder.resolve("sqlites.db");
        this.ledger = ledger;
        this.random = random;
        this.tally = tally;
    }

    /** What was restored, and which entry of the ledger it is. */
    private record Restored(RestorePoint point, Entry entry) {
        GenerationId generation() {
            return point.position().generation();
        }

        long commit() {
            return point.commit().orElseThrow();
        }
    }

    /** Restores something, chosen at random. */
    void examine(Replica replica) throws Exception {
        int choice = random.nextInt(20);
        if (choice < 8) {
            latest(replica);
        } else if (choice < 14) {
            atTime(replica);
        } else if (choice < 19) {
            atCommit(replica);
        } else {
            likeSqlite(replica);
        }
    }

    /** Restores the latest; empty if there is nothing yet, and nothing was called shipped. */
    Optional<Entry> latest(Replica replica) throws Exception {
        tally.count(Event.RESTORE_LATEST);
        List<Ack> acks = replica.acks();
        try {
            Restored latest = restore(replica, RestoreRequest.latest(replica.stored(), copy));
            if (!acks.isEmpty()) {
                Entry shipped = acks.get(acks.size() - 1).entry();
                assertThat(ledger.isNotOlder(latest.entry(), shipped))
                        .as("the latest, %s, is not older than what was called shipped, %s", latest, shipped)
                        .isTrue();
            }
            return Optional.of(latest.entry());
        } catch (NothingToRestoreException e) {
            tally.count(Event.HONEST_ERROR);
            assertThat(acks).as("nothing can be restored: %s", e.getMessage()).isEmpty();
            return Optional.empty();
        }
    }

    private void atTime(Replica replica) throws Exception {
        List<Ack> acks = replica.acks();
        if (acks.isEmpty()) {
            return;
        }
        tally.count(Event.RESTORE_AT_TIME);
        int recent = Math.min(acks.size(), 1 + random.nextInt(100));
        long around = acks.get(acks.size() - recent).millis();
        long millis = around + (random.nextBoolean() ? random.nextInt(3) - 1 : random.nextInt(20_000) - 10_000);
        Optional<Ack> shipped = replica.ackAt(millis);
        boolean mayBeGone = millis < replica.windowStartMillis();
        try {
            Restored restored = restore(
                    replica,
                    RestoreRequest.latest(replica.stored(), copy)
                            .withTarget(new Target.AtTime(Instant.ofEpochMilli(millis))));
            assertThat(restored.point().time().toEpochMilli()).isLessThanOrEqualTo(millis);
            if (!mayBeGone) {
                expectNothingBetween(replica, restored, millis);
                if (shipped.isPresent()) {
                    assertThat(ledger.isNotOlder(restored.entry(), shipped.get().entry()))
                            .as("at %s: %s is not older than what was shipped, %s", millis, restored, shipped.get())
                            .isTrue();
                }
            }
        } catch (NothingToRestoreException e) {
            expectHonest(e, mayBeGone || shipped.isEmpty());
        } catch (DamagedReplicaException e) {
            expectHonest(e, mayBeGone);
        }
    }

    private void expectHonest(IOException error, boolean allowed) {
        tally.count(Event.HONEST_ERROR);
        if (!allowed) {
            throw new AssertionError("what must be restorable is not: " + error.getMessage(), error);
        }
    }

    /** The next commit that the replica knows must be after the time asked for. */
    private static void expectNothingBetween(Replica replica, Restored restored, long millis) {
        Published published = replica.published();
        Optional<Point> next = published
                .get(restored.generation())
                .point(restored.commit() + 1)
                .or(() -> published.after(restored.generation()).flatMap(Generation::first));
        next.ifPresent(point -> assertThat(point.millis())
                .as("the time of the commit after %s, which was restored for %s", restored, millis)
                .isGreaterThan(millis));
    }

    private void atCommit(Replica replica) throws Exception {
        List<GenerationId> generations = replica.published().generations();
        if (generations.isEmpty()) {
            return;
        }
        GenerationId id = generations.get(generations.size() - 1 - random.nextInt(Math.min(3, generations.size())));
        Generation generation = replica.published().get(id);
        if (generation.first().isEmpty()) {
            return;
        }
        tally.count(Event.RESTORE_AT_COMMIT);
        long first = generation.first().get().commit();
        NavigableMap<Long, Point> commits = generation.commits();
        long last = Math.max(generation.snapshots().lastKey(), commits.isEmpty() ? 0 : commits.lastKey());
        long commit = Math.max(first, last - random.nextInt((int) Math.min(last - first + 1, 300)));
        boolean mayBeGone = generation.point(commit).orElseThrow().millis() <= replica.windowStartMillis();
        try {
            Restored restored = restore(
                    replica,
                    RestoreRequest.latest(replica.stored(), copy)
                            .withGeneration(id)
                            .withTarget(new Target.AtCommit(commit)));
            assertThat(restored.commit()).isEqualTo(commit);
        } catch (NothingToRestoreException | DamagedReplicaException e) {
            expectHonest(e, mayBeGone);
        }
    }

    /** The end of the newest generation, rebuilt by SQLite itself, must be the same file. */
    void likeSqlite(Replica replica) throws Exception {
        List<GenerationId> generations = replica.published().generations().stream()
                .filter(id -> replica.published().get(id).first().isPresent())
                .toList();
        if (generations.isEmpty()) {
            return;
        }
        tally.count(Event.RESTORE_LIKE_SQLITE);
        GenerationId newest = generations.get(generations.size() - 1);
        new Restorer()
                .restore(RestoreRequest.latest(replica.stored(), copy)
                        .withGeneration(newest)
                        .withParallelism(1));
        SqliteOracle.rebuild(replica.stored(), newest, other);
        assertThat(Files.mismatch(copy, other))
                .as("the first byte in which the restored file differs from SQLite's")
                .isEqualTo(-1);
        Files.delete(copy);
        Files.delete(other);
    }

    private Restored restore(Replica replica, RestoreRequest request) throws IOException, SQLException {
        RestoreResult result = new Restorer().restore(request.withParallelism(1));
        Rows rows = Rows.read(copy);
        Files.delete(copy);
        Entry entry = ledger.find(rows.transaction(), rows.digest())
                .orElseThrow(() -> new AssertionError("restored " + result.point()
                        + ", which is no state that was ever committed: it says transaction " + rows.transaction()));
        Generation generation =
                replica.published().get(result.point().position().generation());
        Restored restored = new Restored(
                result.point(),
                identify(generation, entry, result.point().commit().orElseThrow()));
        expectTimes(generation, restored);
        return restored;
    }

    /**
     * Finds out which of the entries it is that show the same. A generation's commits are the ledger's, one by one, from
     * some place on: all that is restored from it must agree on that place.
     */
    private Entry identify(Generation generation, Entry first, long commit) {
        int lastDepth = ledger.lastDepthLike(first);
        if (generation.base().isEmpty() && first.depth() == lastDepth) {
            generation.setBase(Math.toIntExact(first.depth() - commit));
        }
        long depth = generation.base().isEmpty() ? lastDepth : generation.base().getAsInt() + commit;
        assertThat(depth)
                .as("the place in the ledger of commit %s, which shows %s", commit, first)
                .isBetween((long) first.depth(), (long) lastDepth);
        return ledger.like(first, (int) depth);
    }

    /** Every commit up to the one restored has a time at which a look can have shown it first, and none goes back. */
    private void expectTimes(Generation generation, Restored restored) {
        OptionalInt base = generation.base();
        if (base.isEmpty() || restored.commit() <= generation.checked()) {
            return;
        }
        long before = Long.MIN_VALUE;
        for (Point point : generation
                .commits()
                .subMap(generation.checked(), true, restored.commit(), true)
                .values()) {
            assertThat(point.millis()).as("time of commit %s", point.commit()).isGreaterThanOrEqualTo(before);
            before = point.millis();
            Optional<Entry> entry = ledger.onPathOf(restored.entry(), base.getAsInt() + point.commit());
            // What comes before the first snapshot is no restore point, and its times may have been forgotten.
            boolean restorable =
                    point.commit() > generation.first().orElseThrow().commit();
            if (restorable
                    && entry.isPresent()
                    && !point.looks().allow(entry.get().id(), point.millis())) {
                throw new AssertionError(entry.get() + ", commit " + point + ", was first seen "
                        + point.looks().describe(entry.get().id()) + "; around it "
                        + generation
                                .commits()
                                .subMap(point.commit() - 8, point.commit() + 8)
                                .values());
            }
            tally.count(Event.COMMIT_TIME_CHECKED);
        }
        generation.setChecked(restored.commit());
    }
}
