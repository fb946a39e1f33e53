package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.SyncScope;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.WatchedStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of members that fail, are stopped as they start, or get something else in their way. */
class FleetTroubleTest extends FleetFixture {
    /** Neither stopped nor replicated: whoever relies on it must be told which. */
    @Test
    void sync_memberThatOnlyStarts_saysSoOnceTheTimeIsOver() throws Exception {
        Path database = folder.resolve("app.db");
        CountDownLatch gate = new CountDownLatch(1);
        fleet.add(member(database, new Gated(destination("app").url(), gate)));
        try {
            Durability known = fleet.sync(database, SyncScope.EVERY_REPLICA, Duration.ofMillis(1));

            assertThat(known.isEnough(SyncScope.EVERY_REPLICA)).isFalse();
            assertThat(known.reason()).contains("it is still being started");
            assertThat(fleet.hasLooked()).isFalse();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void start_memberThatIsStillBeingStopped_isRefused() throws Exception {
        Path database = folder.resolve("app.db");
        CountDownLatch gate = new CountDownLatch(1);
        fleet.add(member(database, new Gated(destination("app").url(), gate)));
        RunningMember running = fleet.all().get(0);
        running.askToStop();
        try {
            assertThatThrownBy(() -> fleet.start(database))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("is still being stopped");
            assertThat(status("app").state()).isEqualTo(State.STOPPING);
            assertThat(running.awaitEnd(System.nanoTime()))
                    .as("no time to wait")
                    .isEmpty();
            Thread.currentThread().interrupt();
            assertThat(running.awaitEnd(System.nanoTime() + A_MINUTE.toNanos())).isEmpty();
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            gate.countDown();
        }
        assertThat(running.awaitEnd(System.nanoTime() + A_MINUTE.toNanos())).isPresent();
        fleet.start(database);
        await("app", State.WAITING);
    }

    @Test
    void apply_whileAnotherIsUnderWay_isRefused() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        fleet.add(member(folder.resolve("app.db"), new Gated(destination("app").url(), gate)));
        RunningMember old = fleet.all().get(0);
        CompletableFuture<Changes> changes = inBackground(() -> fleet.apply(List.of()));
        until(old::isRetired);
        try {
            assertThatThrownBy(() -> fleet.apply(List.of(member("other"))))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("another change of the members is under way");
        } finally {
            gate.countDown();
        }
        assertThat(changes.get(1, TimeUnit.MINUTES).removed()).containsExactly(folder.resolve("app.db"));
        assertThat(fleet.status()).isEmpty();
    }

    /** Even an error of the machine is one database's alone, and is what is thrown where there is no other. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, OutOfMemoryError.class})
    void memberThatFailsInAWayNobodyDeclared_isSaidAndStopsNoOther(Class<? extends Throwable> type) throws Exception {
        Throwable failure = type.getConstructor(String.class).newInstance("as asked");
        Path bad = folder.resolve("bad.db");
        try (LogWatch log = new LogWatch(RunningMember.class)) {
            fleet.apply(List.of(member(bad, new Failing(destination("bad").url(), failure)), member("late")));
            await("bad", State.FAILED);
            await("late", State.WAITING);

            assertThat(status("bad").reason()).contains("as asked");
            assertThat(log.messages()).singleElement().asString().contains("bad.db is not replicated: as asked");
            assertThatThrownBy(() -> fleet.sync(bad, SyncScope.ANY_REPLICA, A_MINUTE))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("is not replicated: as asked");
            fleet.remove(folder.resolve("late.db"));
            assertThatThrownBy(fleet::awaitEnd).isSameAs(failure);
        }
    }

    private record Failing(StorageUrl url, Throwable failure) implements Destination {
        @Override
        public Storage open() {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    /** A link is another name of what is there; a name of nothing is nobody's. */
    @Test
    void stop_byTheNameOfALink_stopsTheDatabaseItLeadsTo() throws Exception {
        Path database = folder.resolve("app.db");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database);
        try (Application app = Application.create(database, 4096)) {
            fleet.apply(List.of(member("app"), member("late")));
            app.insert(3, 100);

            assertThat(fleet.stop(link)).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(status("app").state()).isEqualTo(State.STOPPED);
            assertThat(rowsRestored("app")).isEqualTo(3);
            assertThatThrownBy(() -> fleet.stop(folder.resolve("nothing.db"))).isInstanceOf(FleetException.class);
        }
    }

    @Test
    void member_withoutAReplica_isRefused() {
        Path database = folder.resolve("app.db");
        assertThatThrownBy(() -> member(database))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(database.toString());
    }

    /** Found by their addresses: nothing is opened for it. */
    @Test
    void add_replicaInABucketThatAnotherLiesIn_isRefused() throws Exception {
        Destination outer = Destination.of(StorageUrl.parse("s3://bucket/app?endpoint=127.0.0.1:1"));
        Destination inner = Destination.of(StorageUrl.parse("s3://bucket/app/inner?endpoint=127.0.0.1:1"));
        List<Member> clashing =
                List.of(member(folder.resolve("one.db"), outer), member(folder.resolve("two.db"), inner));

        assertThatThrownBy(() -> fleet.apply(clashing))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("lie in each other");
        assertThatThrownBy(() -> fleet.add(member(folder.resolve("one.db"), outer, inner)))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("lie in each other");
        assertThat(fleet.status()).isEmpty();
    }

    @Test
    void apply_memberGoneWithCommitsThatAreNotShipped_saysSo() throws Exception {
        Path database = folder.resolve("app.db");
        Settings hasty = new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ZERO);
        try (Application app = Application.create(database, 4096)) {
            fleet.add(new Member(database, List.of(new Away(destination("app").url())), hasty));
            await("app", State.REPLICATING);
            app.insert(3, 100);

            Changes changes = fleet.apply(List.of());

            assertThat(changes.removed()).containsExactly(database);
            assertThat(changes.problems()).singleElement().asString().contains(database + " was stopped with commits");
        }
    }

    /** Is there, and takes nothing. */
    private record Away(StorageUrl url) implements Destination {
        @Override
        public Storage open() {
            return new WatchedStorage(Storages.open(url))
                    .fail(StorageException.Kind.UNREACHABLE, WatchedStorage.Call.values());
        }
    }
}
