package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Tally.Event;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Is an application that does whatever one may do to its own database, and writes into the ledger what it committed. All
 * its bytes come from the seed; only the WAL's salts are SQLite's own random numbers, and nothing depends on them.
 */
final class SimulatedApplication implements AutoCloseable {
    private static final String[] CHECKPOINTS = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"};
    private static final int LARGE_ROWS = 60;
    private static final int LARGE_BYTES = 1_500;

    private final Path database;
    private final Random random;
    private final Tally tally;
    private final Ledger ledger;
    private final String synchronous;
    private final int pageSize;
    private Rows rows = new Rows();
    private @Nullable Client writer;
    private @Nullable Client other;
    /** What was there before the transaction that is open in {@link #writer}. */
    private @Nullable Rows beforeOpen;

    private boolean reading;

    SimulatedApplication(Path database, Random random, Tally tally) throws SQLException {
        this.database = database;
        this.random = random;
        this.tally = tally;
        synchronous = random.nextInt(4) == 0 ? "FULL" : "NORMAL";
        pageSize = 512 << Math.min(random.nextInt(8), random.nextInt(8));
        try (Client first = Client.open(database)) {
            first.run("PRAGMA page_size = " + pageSize);
            first.run("PRAGMA auto_vacuum = " + random.nextInt(3));
            first.run("PRAGMA journal_mode = WAL");
            first.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
            first.put(0, Rows.number(0));
            first.checkpoint("TRUNCATE");
        }
        rows.put(0, Rows.number(0));
        ledger = new Ledger(rows.digest());
        open();
    }

    Ledger ledger() {
        return ledger;
    }

    boolean losesCommitsWithPower() {
        return synchronous.equals("NORMAL");
    }

    boolean isOpen() {
        return writer != null;
    }

    void open() throws SQLException {
        writer = connect();
        other = connect();
    }

    private Client connect() throws SQLException {
        Client client = Client.open(database);
        client.run("PRAGMA synchronous = " + synchronous);
        client.run("PRAGMA wal_autocheckpoint = " + (random.nextBoolean() ? 0 : random.nextInt(100)));
        client.run("PRAGMA cache_size = 4"); // spills
        return client;
    }

    private Client writer() {
        return Objects.requireNonNull(writer, "closed");
    }

    private Client other() {
        return Objects.requireNonNull(other, "closed");
    }

    /** Does one thing that an application may do. */
    void act() throws SQLException {
        if (writer == null) {
            open();
        } else if (beforeOpen != null) {
            goOn();
        } else {
            begin(random.nextInt(64));
        }
    }

    private void begin(int choice) throws SQLException {
        switch (choice) {
            case 0, 1 -> checkpoint();
            case 2 -> rollBack();
            case 3 -> vacuum();
            case 4 -> reconnect();
            case 5, 6 -> leaveOpen();
            case 7, 8 -> read();
            case 9 -> transact(this::putLarge);
            case 10 -> transact(this::removeMany);
            case 11, 12 -> transact(this::rollBackToSavepoint);
            case 13 -> transact(client -> client.run("PRAGMA incremental_vacuum(3)"));
            default -> transact(this::changeFew);
        }
    }

    private interface Change {
        void make(Client client) throws SQLException;
    }

    private void transact(Change change) throws SQLException {
        Client client = !reading && random.nextInt(4) == 0 ? other() : writer();
        client.run("BEGIN IMMEDIATE");
        change.make(client);
        commit(client);
    }

    private void commit(Client client) throws SQLException {
        put(client, 0, Rows.number(ledger.nextTransaction()));
        client.run("COMMIT");
        ledger.committed(rows.digest());
        tally.count(Event.COMMIT);
    }

    private void put(Client client, int id, byte[] value) throws SQLException {
        client.put(id, value);
        rows.put(id, value);
    }

    private void remove(Client client, int id) throws SQLException {
        client.remove(id);
        rows.remove(id);
    }

    private byte[] bytes(int atMost) {
        byte[] bytes = new byte[random.nextInt(atMost)];
        random.nextBytes(bytes);
        return bytes;
    }

    private int anyRow() {
        return 1 + random.nextInt(Rows.COUNT - LARGE_ROWS - 1);
    }

    private void changeFew(Client client) throws SQLException {
        for (int i = random.nextInt(3); i >= 0; i--) {
            if (random.nextInt(4) == 0) {
                remove(client, anyRow());
            } else {
                put(client, anyRow(), bytes(random.nextInt(10) == 0 ? 2_000 : 200));
            }
        }
    }

    private void putLarge(Client client) throws SQLException {
        for (int id = Rows.COUNT - LARGE_ROWS; id < Rows.COUNT; id++) {
            put(client, id, bytes(LARGE_BYTES));
        }
    }

    private void removeMany(Client client) throws SQLException {
        int from = anyRow();
        for (int id = from; id < Math.min(Rows.COUNT, from + 120); id++) {
            remove(client, id);
        }
    }

    private void rollBackToSavepoint(Client client) throws SQLException {
        changeFew(client);
        Rows kept = rows.copy();
        client.run("SAVEPOINT s");
        putLarge(client);
        client.run("ROLLBACK TO s");
        client.run("RELEASE s");
        rows = kept;
        changeFew(client);
    }

    private void rollBack() throws SQLException {
        Rows kept = rows.copy();
        writer().run("BEGIN");
        putLarge(writer());
        writer().run("ROLLBACK");
        rows = kept;
        tally.count(Event.ROLLBACK);
    }

    private void vacuum() throws SQLException {
        writer().run("VACUUM");
        ledger.moved();
        tally.count(Event.COMMIT);
    }

    private void checkpoint() throws SQLException {
        Client client = reading ? writer() : other();
        client.checkpoint(CHECKPOINTS[random.nextInt(4)]);
        tally.count(Event.CHECKPOINT_BY_OTHERS);
    }

    private void read() throws SQLException {
        other().run(reading ? "COMMIT" : "BEGIN");
        reading = !reading;
        if (reading) {
            other().run("SELECT * FROM t WHERE id = 0");
        }
    }

    private void leaveOpen() throws SQLException {
        beforeOpen = rows.copy();
        writer().run("BEGIN IMMEDIATE");
        changeFew(writer());
    }

    private void goOn() throws SQLException {
        switch (random.nextInt(5)) {
            case 0 -> putLarge(writer());
            case 1 -> changeFew(writer());
            case 2 -> rollBackOpen();
            default -> {
                beforeOpen = null;
                commit(writer());
            }
        }
    }

    private void rollBackOpen() throws SQLException {
        if (beforeOpen != null) {
            writer().run("ROLLBACK");
            rows = beforeOpen;
            beforeOpen = null;
            tally.count(Event.ROLLBACK);
        }
    }

    /** Ends what is open, and pins nothing. */
    void rest() throws SQLException {
        if (writer != null) {
            rollBackOpen();
            if (reading) {
                read();
            }
        }
    }

    /** Commits once, whatever state it was in. */
    void commitOnce() throws SQLException {
        if (writer == null) {
            open();
        }
        rest();
        transact(this::changeFew);
    }

    private void reconnect() throws SQLException {
        close();
        open();
    }

    /** How many frames are committed in the WAL. */
    long walFrames() throws SQLException {
        return other().checkpoint("NOOP")[1];
    }

    int pageSize() {
        return pageSize;
    }

    /** Closes all connections: if nobody else has one, the WAL is gone. */
    @Override
    public void close() throws SQLException {
        if (writer != null) {
            rest();
            writer().close();
            other().close();
            writer = null;
            other = null;
        }
    }

    /** Finds its database again after a power loss; it must be as the ledger says. */
    void find(Rows found, Ledger.Entry expected) {
        assertThat(ledger.find(found.transaction(), found.digest()).map(Ledger.Entry::transaction))
                .as("what is left after a power loss")
                .hasValue(expected.transaction());
        rows = found;
    }
}
