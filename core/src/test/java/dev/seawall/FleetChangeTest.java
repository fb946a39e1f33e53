package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.SyncScope;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A fleet that becomes another one while it runs, also by several requests at a time. */
class FleetChangeTest extends FleetFixture {
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
}
