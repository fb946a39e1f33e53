package dev.seawall.replicate;

import java.time.Duration;

/**
 * Says how a database is replicated.
 *
 * @param syncInterval under load, at most one object is shipped in this time, full ones aside; more than 0
 * @param snapshotInterval a snapshot is taken after this time, if anything was committed in it; more than 0
 * @param retention how far back every moment stays restorable; more than 0
 * @param checkpointFrames the WAL is rotated once it holds this many frames, and replicas have them; 1 or more
 * @param checkpointInterval the WAL is rotated once its first frame is this old; more than 0
 * @param maxWalBytes how long the WAL may grow under writes that never pause: see docs/concurrency.md; 1 MiB to 1 GiB
 * @param spoolLimitBytes at most this much is kept locally for replicas that are behind; 1 MiB to 1 TiB
 * @param firmRotate whether the write lock may be taken for that
 */
public record Options(
        Duration syncInterval,
        Duration snapshotInterval,
        Duration retention,
        long checkpointFrames,
        Duration checkpointInterval,
        long maxWalBytes,
        long spoolLimitBytes,
        FirmRotate firmRotate) {
    private static final long MIB = 1L << 20;

    /** Says whether the application's write lock may be taken for a moment when the WAL must be cut. */
    public enum FirmRotate {
        ON,
        OFF
    }

    public static final Options DEFAULTS = new Options(
            Duration.ofSeconds(1),
            Duration.ofHours(24),
            Duration.ofHours(24),
            1_000,
            Duration.ofMinutes(1),
            64 * MIB,
            1_024 * MIB,
            FirmRotate.ON);

    public Options {
        requirePositive("sync interval", syncInterval);
        requirePositive("snapshot interval", snapshotInterval);
        requirePositive("retention", retention);
        requirePositive("checkpoint interval", checkpointInterval);
        if (checkpointFrames < 1) {
            throw new IllegalArgumentException("checkpoint pages " + checkpointFrames + " is not 1 or more");
        }
        if (maxWalBytes < MIB || maxWalBytes > 1_024 * MIB) {
            throw new IllegalArgumentException("max WAL size " + maxWalBytes + " bytes is not from 1 MiB to 1 GiB");
        }
        if (spoolLimitBytes < MIB || spoolLimitBytes > MIB * MIB) {
            throw new IllegalArgumentException("spool limit " + spoolLimitBytes + " bytes is not from 1 MiB to 1 TiB");
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " " + duration + " is not more than 0");
        }
    }
}
