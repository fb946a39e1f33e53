package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.Durability.InReplica;
import dev.seawall.replicate.SyncScope;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Members that start, stop and fail, each on its own. */
class FleetTest extends FleetFixture {
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
}
