package dev.seawall.cli.config;

import dev.seawall.Replication;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.Options.FirmRotate;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes of keys what the core takes. */
final class OptionValues {
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    private OptionValues() {}

    static Replication.Settings settings(Values values, Optional<Path> stateDirectory) {
        JournalMode mode = values.get(Key.ENABLE_WAL, Boolean.class).orElse(false)
                ? JournalMode.SWITCH_TO_WAL
                : JournalMode.REQUIRE_WAL;
        Duration timeout = values.get(Key.SHUTDOWN_TIMEOUT, Duration.class).orElse(SHUTDOWN_TIMEOUT);
        return new Replication.Settings(options(values), mode, stateDirectory, timeout);
    }

    static DatabaseConfiguration.WhenMissing whenMissing(Values values) {
        return values.get(Key.RESTORE_IF_MISSING, Boolean.class).orElse(false)
                ? DatabaseConfiguration.WhenMissing.RESTORE
                : DatabaseConfiguration.WhenMissing.WAIT;
    }

    private static Options options(Values values) {
        Options usual = Options.DEFAULTS;
        return new Options(
                values.get(Key.SYNC_INTERVAL, Duration.class).orElse(usual.syncInterval()),
                values.get(Key.SNAPSHOT_INTERVAL, Duration.class).orElse(usual.snapshotInterval()),
                values.get(Key.RETENTION, Duration.class).orElse(usual.retention()),
                values.get(Key.CHECKPOINT_PAGES, Integer.class)
                        .map(Integer::longValue)
                        .orElse(usual.checkpointFrames()),
                values.get(Key.CHECKPOINT_INTERVAL, Duration.class).orElse(usual.checkpointInterval()),
                values.get(Key.MAX_WAL_SIZE, Long.class).orElse(usual.maxWalBytes()),
                values.get(Key.SPOOL_LIMIT, Long.class).orElse(usual.spoolLimitBytes()),
                values.get(Key.FIRM_ROTATE, FirmRotate.class).orElse(usual.firmRotate()));
    }

    /**
     * Judges one value by the rules of the core, so that the message can say where it stands.
     *
     * @throws IllegalArgumentException if the core does not take it
     */
    static void requireInRange(Key key, Object value) {
        Values alone = new Values(Place.START);
        alone.put(key, Place.START, value);
        options(alone);
    }
}
