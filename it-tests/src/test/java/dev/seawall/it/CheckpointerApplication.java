package dev.seawall.it;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Stands for a second process on the same database that calls all four checkpoint modes at random.
 *
 * <p>Settings: {@link WorkloadOptions}, of which db, seed, seconds, busy-timeout-ms, pause-ms (the longest pause) and
 * stop-file count. Prints how often each mode ran to its end and how often it was busy.
 */
public final class CheckpointerApplication {
    private static final List<String> MODES = List.of("PASSIVE", "FULL", "RESTART", "TRUNCATE");

    private CheckpointerApplication() {}

    /** @param args see {@link WorkloadOptions} */
    public static void main(String[] args) throws SQLException, InterruptedException {
        WorkloadOptions options = new WorkloadOptions(args);
        StopRequest stop = new StopRequest(options);
        Random random = new Random(options.number("seed"));
        Tally tally = new Tally();
        try (WorkloadConnection connection = new WorkloadConnection(options)) {
            while (!stop.isRequested()) {
                String mode = MODES.get(random.nextInt(MODES.size()));
                tally.count(mode.toLowerCase(Locale.ROOT) + (checkpoint(connection, mode) ? "" : "_busy"));
                Thread.sleep(random.nextInt(options.number("pause-ms") + 1));
            }
        }
        System.out.println(tally.json());
    }

    private static boolean checkpoint(WorkloadConnection connection, String mode) throws SQLException {
        try {
            return connection.number("PRAGMA wal_checkpoint(" + mode + ")") == 0;
        } catch (SQLException e) {
            if (WorkloadConnection.isBusy(e)) {
                return false;
            }
            throw e;
        }
    }
}
