package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Options;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Has a fleet whose databases and replicas are in one folder. */
abstract class FleetFixture {
    static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    final Fleet fleet = new Fleet();

    @AfterEach
    void end() throws Exception {
        fleet.stopAll();
        fleet.awaitEnd();
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + A_MINUTE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    MemberStatus status(String name) {
        return status(folder.resolve(name + ".db"));
    }

    MemberStatus status(Path database) {
        return fleet.status().stream()
                .filter(status -> status.database().equals(database))
                .findFirst()
                .orElseThrow();
    }

    void await(String name, State state) {
        await(folder.resolve(name + ".db"), state);
    }

    void await(Path database, State state) {
        until(() -> status(database).state() == state);
    }

    long rowsRestored(String name) throws Exception {
        Path restored = folder.resolve("restored-" + name + ".db");
        try (Storage storage = destination(name).open()) {
            new Restorer().restore(RestoreRequest.latest(storage, restored));
        }
        try (Application application = Application.open(restored)) {
            return application.number("SELECT count(*) FROM t");
        }
    }

    Member member(String name) {
        return member(folder.resolve(name + ".db"), destination(name));
    }

    static Member member(Path database, Destination... replicas) {
        return new Member(database, List.of(replicas), settings(Optional.empty()));
    }

    static Settings settings(Optional<Path> stateDirectory) {
        return new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, stateDirectory, Duration.ofSeconds(30));
    }

    Destination destination(String name) {
        return Destination.of(new StorageUrl.File(folder.resolve("replica-" + name)));
    }

    /** Does not open before it may, so that a member that has it does not end either. */
    record Gated(StorageUrl url, CountDownLatch gate) implements Destination {
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

    static <T> CompletableFuture<T> inBackground(Callable<T> call) {
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
}
