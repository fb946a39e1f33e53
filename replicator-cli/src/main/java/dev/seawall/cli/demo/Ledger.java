package dev.seawall.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;

/**
 * Writes the application's transactions: a few orders each, the balances they move, and one row of history.
 *
 * <p>That row's hash covers the hash before it and everything else the transaction wrote, so that the history of a
 * restored file can be computed anew from its rows ({@link Proof}). Not safe for several threads.
 */
final class Ledger {
    static final int CUSTOMERS = 50;
    /** The account that every order is paid to. */
    static final int SHOP = 0;

    private static final int MOST_ORDERS = 5;
    private static final int MOST_CENTS = 10_000;

    private final Connection connection;
    private final RandomGenerator random;
    private long number;
    private String hash = HistoryHash.NONE;

    /** Creates the tables in one transaction. */
    Ledger(Connection connection, RandomGenerator random) throws SQLException {
        this.connection = connection;
        this.random = random;
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE account (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL)");
            statement.executeUpdate("CREATE TABLE orders (id INTEGER PRIMARY KEY, number INTEGER NOT NULL,"
                    + " customer INTEGER NOT NULL, cents INTEGER NOT NULL, note TEXT NOT NULL)");
            statement.executeUpdate("CREATE INDEX orders_by_number ON orders (number)");
            statement.executeUpdate("CREATE TABLE history (number INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL,"
                    + " hash TEXT NOT NULL)");
            for (int id = SHOP; id <= CUSTOMERS; id++) {
                statement.executeUpdate("INSERT INTO account VALUES (" + id + ", 0)");
            }
        }
        connection.commit();
    }

    /** Commits one transaction, and returns what it was once SQLite has acknowledged it. */
    Acknowledged commitNext(long timeMillis) throws SQLException {
        number++;
        HistoryHash next = new HistoryHash(hash, number, timeMillis);
        int orders = random.nextInt(1, MOST_ORDERS + 1);
        for (int i = 0; i < orders; i++) {
            int customer = random.nextInt(1, CUSTOMERS + 1);
            int cents = random.nextInt(1, MOST_CENTS);
            String note = "order " + Long.toHexString(random.nextLong());
            insertOrder(customer, cents, note);
            pay(customer, -cents);
            pay(SHOP, cents);
            next.addOrder(customer, cents, note);
        }
        hash = next.text();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO history VALUES (?, ?, ?)")) {
            insert.setLong(1, number);
            insert.setLong(2, timeMillis);
            insert.setString(3, hash);
            insert.executeUpdate();
        }
        connection.commit();
        return new Acknowledged(number, timeMillis, hash);
    }

    private void insertOrder(int customer, int cents, String note) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO orders (number, customer, cents, note) VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, number);
            insert.setInt(2, customer);
            insert.setInt(3, cents);
            insert.setString(4, note);
            insert.executeUpdate();
        }
    }

    private void pay(int account, int cents) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE account SET cents = cents + ? WHERE id = ?")) {
            update.setInt(1, cents);
            update.setInt(2, account);
            update.executeUpdate();
        }
    }
}
