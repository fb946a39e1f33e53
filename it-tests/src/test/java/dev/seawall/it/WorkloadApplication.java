package dev.seawall.it;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Stands for an application that gives SQLite a hard time: several writers and readers in a tight loop of mixed
 * transactions, with SQLite's own automatic checkpoints.
 *
 * <p>Settings: {@link WorkloadOptions}. Prints a JSON object of counts when it ends; among them {@code busy} and {@code
 * busy_reads}, how often SQLite answered SQLITE_BUSY to a writer and to a reader. Exit code 1 on any other error.
 */
public final class WorkloadApplication {
    private final WorkloadOptions options;
    private final StopRequest stop;
    private final Tally tally = new Tally();

    private WorkloadApplication(WorkloadOptions options) {
        this.options = options;
        this.stop = new StopRequest(options);
    }

    /** @param args see {@link WorkloadOptions} */
    public static void main(String[] args) throws Exception {
        WorkloadApplication application = new WorkloadApplication(new WorkloadOptions(args));
        application.run();
        System.out.println(application.tally.json());
    }

    private void run() throws SQLException, IOException, InterruptedException, ExecutionException {
        WorkloadSchema.create(options);
        List<Callable<Void>> loops = new ArrayList<>();
        try (AcknowledgedLog log = new AcknowledgedLog(options.log())) {
            for (int i = 0; i < options.number("writers"); i++) {
                Random random = new Random(options.number("seed") * 1_000L + i);
                loops.add(() -> write(random, log));
            }
            for (int i = 0; i < options.number("readers"); i++) {
                loops.add(this::read);
            }
            ExecutorService threads = Executors.newFixedThreadPool(loops.size());
            try {
                for (Future<Void> ended : threads.invokeAll(loops)) {
                    ended.get();
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    private Void write(Random random, AcknowledgedLog log) throws SQLException, IOException, InterruptedException {
        int transactions = options.number("transactions");
        try (WorkloadConnection connection = new WorkloadConnection(options)) {
            while (!stop.isRequested() && (transactions == 0 || tally.of("transactions") < transactions)) {
                try {
                    if (random.nextInt(options.number("vacuum-one-in")) == 0) {
                        connection.execute("VACUUM");
                        tally.count("vacuums");
                    }
                    new WorkloadTransaction(connection, random, tally).run(log);
                } catch (SQLException e) {
                    countBusy("busy", e);
                }
                Thread.sleep(options.number("pause-ms"));
            }
        } finally {
            stop.request();
        }
        return null;
    }

    private Void read() throws SQLException, InterruptedException {
        try (WorkloadConnection connection = new WorkloadConnection(options)) {
            while (!stop.isRequested()) {
                try {
                    connection.number("SELECT sum(length(body)) FROM item");
                    tally.count("reads");
                } catch (SQLException e) {
                    countBusy("busy_reads", e);
                }
                Thread.sleep(5);
            }
        } finally {
            stop.request();
        }
        return null;
    }

    private void countBusy(String name, SQLException thrown) throws SQLException {
        if (!WorkloadConnection.isBusy(thrown)) {
            throw thrown;
        }
        tally.count(name);
    }
}
