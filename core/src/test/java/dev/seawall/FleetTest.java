package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Options;
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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
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

    private MemberStatus status(String name) {
        return fleet.status().stream()
                .filter(status -> status.database().equals(folder.resolve(name + ".db")))
                .findFirst()
                .orElseThrow();
    }

    private void await(String name, State state) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (status(name).state() != state) {
            assertThat(System.nanoTime() - deadline).as("%s", status(name)).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
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
        return new Member(
                database,
                List.of(replicas),
                new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofSeconds(30)));
    }

    private Destination destination(String name) {
        return Destination.of(new StorageUrl.File(folder.resolve("replica-" + name)));
    }
}
