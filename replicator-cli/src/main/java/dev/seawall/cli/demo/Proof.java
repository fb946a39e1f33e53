package dev.seawall.cli.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Compares a restored database with what the application knew, commit by commit: computes each hash of the history anew
 * from the restored orders, and compares it with the restored history and with what the application wrote down when the
 * commit was acknowledged.
 */
final class Proof {
    private static final String HISTORY = "SELECT number, time_ms, hash FROM history ORDER BY number";
    private static final String ORDERS = "SELECT number, customer, cents, note FROM orders ORDER BY id";
    private static final String WRONG_BALANCES =
            "SELECT count(*) FROM account WHERE cents <> CASE id WHEN " + Ledger.SHOP
                    + " THEN (SELECT coalesce(sum(cents), 0) FROM orders)"
                    + " ELSE -(SELECT coalesce(sum(cents), 0) FROM orders WHERE customer = account.id) END";

    private final List<Acknowledged> acknowledged;

    Proof(List<Acknowledged> acknowledged) {
        this.acknowledged = acknowledged;
    }

    /**
     * Proves a file.
     *
     * @return how many transactions it holds
     * @throws ProofException at the first difference
     */
    long prove(Path database) throws SQLException, ProofException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement first = connection.createStatement();
                Statement second = connection.createStatement();
                ResultSet history = first.executeQuery(HISTORY);
                ResultSet orders = second.executeQuery(ORDERS)) {
            long number = 0;
            String hash = HistoryHash.NONE;
            boolean more = orders.next();
            while (history.next()) {
                number++;
                long timeMillis = history.getLong("time_ms");
                HistoryHash anew = new HistoryHash(hash, number, timeMillis);
                for (; more && orders.getLong("number") == number; more = orders.next()) {
                    anew.addOrder(orders.getInt("customer"), orders.getInt("cents"), orders.getString("note"));
                }
                hash = anew.text();
                Acknowledged found = new Acknowledged(history.getLong("number"), timeMillis, history.getString("hash"));
                compare(new Acknowledged(number, timeMillis, hash), found, "computed from the restored orders");
                // The application may have been killed between its last commit and writing it down.
                if (number <= acknowledged.size()) {
                    compare(acknowledged.get((int) number - 1), found, "acknowledged to the application");
                }
            }
            if (more) {
                throw new ProofException("the restored database has orders that belong to no commit");
            }
            proveBalances(connection);
            return number;
        }
    }

    private static void compare(Acknowledged expected, Acknowledged found, String source) throws ProofException {
        if (!expected.equals(found)) {
            throw new ProofException("the restored database has " + found + ", but " + expected + " was " + source);
        }
    }

    private static void proveBalances(Connection connection) throws SQLException, ProofException {
        try (Statement statement = connection.createStatement();
                ResultSet wrong = statement.executeQuery(WRONG_BALANCES)) {
            if (wrong.getLong(1) != 0) {
                throw new ProofException(wrong.getLong(1) + " balances do not follow from the restored orders");
            }
        }
    }
}
