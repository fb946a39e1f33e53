package dev.seawall.bench;

import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.LostHoldException;
import dev.seawall.sqlite.Relay;
import dev.seawall.sqlite.Relay.Backfill;
import dev.seawall.sqlite.Safety;
import dev.seawall.sqlite.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds an application's WAL as Seawall does, cuts it when it is long, and does nothing else: reads no frame, copies none.
 * What the application loses beside it is the price of a hold, whoever takes it.
 *
 * <p>Says {@code ready} when it holds; ends when its standard input does.
 */
public final class HoldApplication {
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
    /** Where Seawall begins to cut, by default. */
    private static final long CUT_BYTES = 24L << 20;

    private static final Duration LOCK_BUDGET = Duration.ofMillis(100);
    private static final long LOCKED_BYTES = 8L << 20;

    /** Nothing is copied, so nothing can be missed. */
    private static final Safety ALL_IS_SAFE = new Safety() {
        @Override
        public boolean isSafe(long cycle, long frame) {
            return true;
        }

        @Override
        public boolean makeSafe(Visible visible) {
            return true;
        }
    };

    private HoldApplication() {}

    /** @param args the database */
    public static void main(String[] args) throws IOException, LostHoldException, InterruptedException {
        CountDownLatch told = listen();
        try (LiveDatabase database = LiveDatabase.open(Path.of(args[0]), JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, ALL_IS_SAFE, (header, lastFrame) -> 0)) {
            System.out.println("ready");
            Duration pause = LOOK_EVERY;
            while (!told.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = step(relay) ? LOOK_AGAIN : LOOK_EVERY;
            }
        }
    }

    /** Tells whether to look again soon: our hold keeps the application from backfilling, or will when it writes. */
    private static boolean step(Relay relay) throws IOException, LostHoldException {
        relay.look();
        if (relay.isOverdue()) {
            relay.advance(Backfill.OURS);
        } else if (relay.visible().walBytes() >= CUT_BYTES && !relay.isParked()) {
            relay.rotateFirmly(LOCK_BUDGET.toNanos(), LOCKED_BYTES, heldNanos -> {});
        }
        return relay.isOverdue() || relay.isParked();
    }

    private static CountDownLatch listen() {
        CountDownLatch told = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is said but the end.
                }
            } catch (IOException e) {
                // Standard input is gone, one way or the other.
            }
            told.countDown();
        });
        thread.setDaemon(true);
        thread.start();
        return told;
    }
}
