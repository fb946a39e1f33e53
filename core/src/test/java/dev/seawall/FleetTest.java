package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.Durability.InReplica;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.SyncScope;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void end() throws Exception {
        fleet.stopAll();
        fleet.awaitEnd();
    }

    @Test
    void stopAll_twoDatabases_bothAreShipped() throws Exception {
        try (Application one = Application.create(folder.resolve("one.db"), 4096);
                Application two = Application.create(folder.resolve("two.db"), 4096)) {
            fleet.apply(List.of(member("one"), member("two")));
            one.insert(7, 100);
            two.insert(8, 100);

            fleet.stopAll();

            assertThat(fleet.awaitEnd())
                    .containsOnlyKeys(folder.resolve("one.db"), folder.resolve("two.db"))
                    .containsValue(Outcome.ALL_SHIPPED)
                    .doesNotContainValue(Outcome.NOT_ALL_SHIPPED);
            assertThat(rowsRestored("one")).isEqualTo(7);
            assertThat(rowsRestored("two")).isEqualTo(8);
        }
    }

    @Test
    void oneThatCannotBeReplicated_isSaidAndStopsNoOther() throws Exception {
        Files.writeString(folder.resolve("bad.db"), "a text, and no database ".repeat(20));
        try (Application app = Application.create(folder.resolve("good.db"), 4096)) {
            fleet.apply(List.of(member("bad"), member("good")));
            app.insert(3, 100);
            await("good", State.REPLICATING);
            await("bad", State.FAILED);

            assertThat(status("bad").reason())
                    .get()
                    .asString()
                    .contains("bad.db", "does not begin as a SQLite database");
            assertThat(fleet.stop(folder.resolve("good.db"))).isEqualTo(Outcome.ALL_SHIPPED);
            assertThat(fleet.hasLooked()).isTrue();
            assertThat(rowsRestored("good")).isEqualTo(3);
            assertThat(fleet.stop(folder.resolve("bad.db"))).isEqualTo(Outcome.NOT_ALL_SHIPPED);
        }
    }

    @Test
    void awaitEnd_everyMemberFailed_throwsWhatItWas() throws Exception {
        Files.writeString(folder.resolve("bad.db"), "a text, and no database ".repeat(20));
        fleet.add(member("bad"));

        assertThatThrownBy(fleet::awaitEnd)
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("does not begin as a SQLite database");
    }

    /** Otherwise an application could start that nothing replicates. */
    @Test
    void hasLooked_everyMemberFailed_isFalseAlsoAfterTheEnd() throws Exception {
        Files.writeString(folder.resolve("bad.db"), "a text, and no database ".repeat(20));
        fleet.add(member("bad"));
        await("bad", State.FAILED);

        assertThat(fleet.hasLooked()).isFalse();
        assertThatThrownBy(fleet::awaitEnd).isInstanceOf(DatabaseException.class);
        assertThat(fleet.hasLooked()).isFalse();
    }

    @Test
    void stopAndStart_goesOnWithItsGeneration() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            fleet.add(member("app"));
            app.insert(1, 100);
            assertThat(fleet.stop(database)).isEqualTo(Outcome.ALL_SHIPPED);
            assertThat(status("app").state()).isEqualTo(State.STOPPED);
            app.insert(1, 100);

            fleet.start(database);
            fleet.start(database);

            assertThat(fleet.stop(database)).isEqualTo(Outcome.ALL_SHIPPED);
            assertThat(rowsRestored("app")).isEqualTo(2);
            try (Storage storage = destination("app").open()) {
                assertThat(storage.listFolders("generations/")).hasSize(1);
            }
        }
    }

    @Test
    void remove_database_isUnknownAfterwardsAndMayBeAddedAgain() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            fleet.add(member("app"));
            app.insert(1, 100);

            assertThat(fleet.remove(database)).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(fleet.status()).isEmpty();
            assertThatThrownBy(() -> fleet.start(database))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining(database + " is not among the databases");
            fleet.add(member("app"));
            assertThat(fleet.status()).hasSize(1);
        }
    }

    @Test
    void sync_commit_isRestorableWhileItGoesOn() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            fleet.add(member("app"));
            app.insert(5, 100);

            Durability known = fleet.sync(database, SyncScope.EVERY_REPLICA, A_MINUTE);

            assertThat(known.isEnough(SyncScope.EVERY_REPLICA)).as("%s", known).isTrue();
            assertThat(status("app").state()).isEqualTo(State.REPLICATING);
            assertThat(rowsRestored("app")).isEqualTo(5);
        }
    }

    @Test
    void sync_databaseThatIsNotThere_saysInWhichReplicaItIsNot() throws Exception {
        fleet.add(member("late"));

        Durability known = fleet.sync(folder.resolve("late.db"), SyncScope.ANY_REPLICA, Duration.ofMillis(1));

        assertThat(known.isEnough(SyncScope.ANY_REPLICA)).isFalse();
        assertThat(known.replicas()).extracting(InReplica::durable).containsExactly(false);
        assertThat(known.reason()).isPresent();
    }

    @Test
    void sync_stopped_isRefused() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            fleet.add(member("app"));
            fleet.stop(database);
            app.insert(1, 100);

            assertThatThrownBy(() -> fleet.sync(database, SyncScope.ANY_REPLICA, A_MINUTE))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("is stopped: start it first");
        }
    }

    /** What was opened and closed again would have dropped the locks of the one that is there. */
    @ParameterizedTest
    @ValueSource(strings = {"symbolic", "hard"})
    void add_linkToADatabaseThatIsThere_isRefusedBeforeItIsOpened(String kind) throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            app.insert(1, 100);
            fleet.add(member("app"));
            Path link = Files.createDirectory(folder.resolve("links")).resolve("link.db");
            if (kind.equals("hard")) {
                Files.createLink(link, database);
            } else {
                Files.createSymbolicLink(link, database);
            }

            assertThatThrownBy(() -> fleet.add(member(link, destination("link"))))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("are the same file");

            assertThat(folder.resolve("links/.link.db-seawall")).doesNotExist();
            assertThat(fleet.status()).hasSize(1);
        }
    }

    @Test
    void fileThatBecomesALinkToAnother_isNotOpened() throws Exception {
        Path database = folder.resolve("app.db");
        Path link = Files.createDirectory(folder.resolve("links")).resolve("late.db");
        try (Application app = Application.create(database, 4096)) {
            app.insert(1, 100);
            fleet.apply(List.of(member("app"), member(link, destination("late"))));
            await("app", State.REPLICATING);

            Files.createLink(link, database);

            await(link, State.FAILED);
            assertThat(status(link).reason()).get().asString().contains("are the same file");
            assertThat(folder.resolve("links/.late.db-seawall")).doesNotExist();
            assertThat(fleet.stop(database)).isEqualTo(Outcome.ALL_SHIPPED);
        }
    }

    @Test
    void apply_twoThatClash_changesNothing() throws Exception {
        fleet.add(member("app"));
        Member sharesState = new Member(
                folder.resolve("two.db"),
                List.of(destination("two")),
                settings(Optional.of(folder.resolve(".app.db-seawall"))));
        Member sharesReplica = member(folder.resolve("three.db"), destination("app/inside"));
        Member twiceInOne = member(folder.resolve("four.db"), destination("four"), destination("four/inside"));

        for (Member clashing : List.of(sharesState, sharesReplica, twiceInOne)) {
            assertThatThrownBy(() -> fleet.apply(List.of(member("app"), clashing)))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining(clashing.database().toString());
            assertThat(fleet.status()).hasSize(1);
        }
    }

    @Test
    void add_replicaThatALinkLeadsTo_isRefused() throws Exception {
        Files.createDirectory(folder.resolve("replica-app"));
        Files.createSymbolicLink(folder.resolve("replica-link"), folder.resolve("replica-app"));
        fleet.add(member("app"));

        assertThatThrownBy(() -> fleet.add(member("link")))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("replica-link");
    }

    @Test
    void apply_oneKeptOneChangedOneGoneOneNew_touchesOnlyWhatDiffers() throws Exception {
        Counted kept = counted("kept");
        Counted changed = counted("changed");
        Counted stopped = counted("stopped");
        try (Application app = Application.create(folder.resolve("kept.db"), 4096)) {
            app.insert(1, 100);
            fleet.apply(List.of(
                    member(folder.resolve("kept.db"), kept),
                    member(folder.resolve("changed.db"), changed),
                    member(folder.resolve("stopped.db"), stopped),
                    member("gone")));
            assertThat(fleet.sync(folder.resolve("kept.db"), SyncScope.EVERY_REPLICA, A_MINUTE)
                            .isEnough(SyncScope.EVERY_REPLICA))
                    .isTrue();
            fleet.stop(folder.resolve("stopped.db"));

            Changes changes = fleet.apply(List.of(
                    member("new"),
                    member(folder.resolve("stopped.db"), stopped, destination("more")),
                    member(folder.resolve("changed.db"), changed, destination("second")),
                    member(folder.resolve("kept.db"), kept)));

            assertThat(changes)
                    .isEqualTo(new Changes(
                            List.of(folder.resolve("new.db")),
                            List.of(folder.resolve("gone.db")),
                            List.of(folder.resolve("changed.db"), folder.resolve("stopped.db")),
                            List.of(folder.resolve("kept.db")),
                            List.of()));
            await("changed", State.WAITING);
            assertThat(status("stopped").state()).isEqualTo(State.STOPPED);
            assertThat(status("kept").state()).isEqualTo(State.REPLICATING);
            assertThat(kept.opened()).hasValue(1);
        }
    }

    @Test
    void apply_theSameAgain_changesNothing() throws Exception {
        fleet.apply(List.of(member("one"), member("two")));

        Changes changes = fleet.apply(List.of(member("two"), member("one")));

        assertThat(changes.unchanged()).hasSize(2);
        assertThat(changes.restarted()).isEmpty();
        assertThat(fleet.status()).hasSize(2);
    }

    @Test
    void everythingStopped_nothingCanBeAdded() {
        fleet.stopAll();

        assertThatThrownBy(() -> fleet.add(member("app"))).isInstanceOf(FleetException.class);
    }

    /** Its workers are ended one after the other. */
    @Test
    void patience_moreReplicas_isLonger() {
        Destination[] eight = IntStream.range(0, 8)
                .mapToObj(number -> destination("many-" + number))
                .toArray(Destination[]::new);
        RunningMember many = new RunningMember(member(folder.resolve("app.db"), eight), new Claims(), () -> {});
        Duration workers = Duration.ofSeconds(2L * 2 * eight.length);

        assertThat(many.patience())
                .isGreaterThan(many.member().settings().shutdownTimeout().plus(workers));
    }

    /** Between the end of the old one and its replacement, it must not run again: nobody would see it after that. */
    @Test
    void start_memberThatIsToLeave_isRefusedUntilItIsReplaced() throws Exception {
        Path database = folder.resolve("app.db");
        fleet.add(member("app"));
        fleet.all().get(0).retire();
        await("app", State.STOPPED);

        assertThatThrownBy(() -> fleet.start(database))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining(database + " is being removed or replaced");
        Changes changes = fleet.apply(List.of(member("app")));

        assertThat(changes.restarted()).containsExactly(database);
        await("app", State.WAITING);
    }

    @Test
    void forget_memberThatRuns_isRefused() throws Exception {
        fleet.add(member("app"));
        RunningMember running = fleet.all().get(0);

        assertThatThrownBy(() -> fleet.forget(running))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("has not ended yet");
        assertThatThrownBy(() -> fleet.replace(running, member("app"))).isInstanceOf(FleetException.class);

        assertThat(fleet.all()).containsExactly(running);
    }

    @Test
    void forget_memberThatAnotherRequestRemoved_isRefused() throws Exception {
        fleet.add(member("app"));
        RunningMember removed = fleet.all().get(0);
        fleet.remove(folder.resolve("app.db"));

        assertThatThrownBy(() -> fleet.replace(removed, member("app")))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("by another request");
        assertThat(fleet.status()).isEmpty();
    }

    @Test
    void stop_whileAReloadWaitsForTheMember_isNotUndone() throws Exception {
        Path database = folder.resolve("app.db");
        CountDownLatch gate = new CountDownLatch(1);
        fleet.add(member(database, new Gated(destination("app").url(), gate)));
        RunningMember old = fleet.all().get(0);
        CompletableFuture<Changes> changes = inBackground(() -> fleet.apply(List.of(member("app"))));
        until(old::isRetired);
        CompletableFuture<Outcome> stop = inBackground(() -> fleet.stop(database));
        until(old::isKeptStopped);

        gate.countDown();

        assertThat(changes.get(1, TimeUnit.MINUTES).restarted()).containsExactly(database);
        stop.get(1, TimeUnit.MINUTES);
        assertThat(fleet.all()).doesNotContain(old);
        assertThat(status("app").state()).isEqualTo(State.STOPPED);
        fleet.start(database);
        await("app", State.WAITING);
    }

    @Test
    void apply_replicasExchanged_nothingIsOpenedBeforeBothHaveEnded() throws Exception {
        Path one = folder.resolve("one.db");
        Path two = folder.resolve("two.db");
        CountDownLatch gate = new CountDownLatch(1);
        Counted late = counted("b");
        fleet.apply(List.of(member(one, destination("a")), member(two, new Gated(late.url(), gate))));
        await("one", State.WAITING);
        List<RunningMember> old = fleet.all();
        CompletableFuture<Changes> changes =
                inBackground(() -> fleet.apply(List.of(member(one, late), member(two, destination("a")))));
        until(() -> old.get(0).isOver());

        assertThat(fleet.all()).isEqualTo(old);
        assertThat(late.opened()).hasValue(0);
        gate.countDown();

        assertThat(changes.get(1, TimeUnit.MINUTES).restarted()).containsExactly(one, two);
        await("one", State.WAITING);
        await("two", State.WAITING);
        until(() -> late.opened().get() == 1);
    }

    @Test
    void replace_replicaOfOneThatDoesNotEnd_isRefused() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Destination taken = destination("b");
        fleet.apply(List.of(member("one"), member(folder.resolve("two.db"), new Gated(taken.url(), gate))));
        RunningMember old = fleet.all().get(0);
        fleet.all().forEach(RunningMember::retire);
        until(old::isOver);

        assertThatThrownBy(() -> fleet.replace(old, member(folder.resolve("one.db"), taken)))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("two replicas at " + taken.url());

        assertThat(fleet.all()).contains(old);
        gate.countDown();
    }

    /** Does not open before it may, so that a member that has it does not end either. */
    private record Gated(StorageUrl url, CountDownLatch gate) implements Destination {
        @Override
        public Storage open() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Storages.open(url);
        }
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + A_MINUTE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Counts how often a member opens it. */
    private record Counted(StorageUrl url, AtomicInteger opened) implements Destination {
        @Override
        public Storage open() {
            opened.incrementAndGet();
            return Storages.open(url);
        }
    }

    private Counted counted(String name) {
        return new Counted(destination(name).url(), new AtomicInteger());
    }

    private MemberStatus status(String name) {
        return status(folder.resolve(name + ".db"));
    }

    private MemberStatus status(Path database) {
        return fleet.status().stream()
                .filter(status -> status.database().equals(database))
                .findFirst()
                .orElseThrow();
    }

    private void await(String name, State state) {
        await(folder.resolve(name + ".db"), state);
    }

    private void await(Path database, State state) {
        until(() -> status(database).state() == state);
    }

    private long rowsRestored(String name) throws Exception {
        Path restored = folder.resolve("restored-" + name + ".db");
        try (Storage storage = destination(name).open()) {
            new Restorer().restore(RestoreRequest.latest(storage, restored));
        }
        try (Application application = Application.open(restored)) {
            return application.number("SELECT count(*) FROM t");
        }
    }

    private Member member(String name) {
        return member(folder.resolve(name + ".db"), destination(name));
    }

    private static Member member(Path database, Destination... replicas) {
        return new Member(database, List.of(replicas), settings(Optional.empty()));
    }

    private static Settings settings(Optional<Path> stateDirectory) {
        return new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, stateDirectory, Duration.ofSeconds(30));
    }

    private Destination destination(String name) {
        return Destination.of(new StorageUrl.File(folder.resolve("replica-" + name)));
    }
}
