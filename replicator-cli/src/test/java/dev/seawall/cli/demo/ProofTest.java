package dev.seawall.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest {
    private static final int COMMITS = 20;

    @TempDir
    Path folder;

    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private Path database = Path.of("");

    @BeforeEach
    void runApplication() throws SQLException {
        database = folder.resolve("shop.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            Ledger ledger = new Ledger(connection, new Random(1));
            for (int i = 0; i < COMMITS; i++) {
                acknowledged.add(ledger.commitNext(1_700_000_000_000L + i));
            }
        }
    }

    @Test
    void prove_whatTheApplicationWrote_countsItsCommits() throws Exception {
        assertThat(new Proof(acknowledged).prove(database)).isEqualTo(COMMITS);
    }

    @Test
    void prove_oneCommitNotAcknowledgedAnyMore_isProvenToo() throws Exception {
        assertThat(new Proof(acknowledged.subList(0, COMMITS - 1)).prove(database))
                .isEqualTo(COMMITS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET cents = cents + 1 WHERE id = 7",
                "UPDATE orders SET note = note || ' ' WHERE id = 1",
                "DELETE FROM orders WHERE number = 20",
                "INSERT INTO orders (number, customer, cents, note) VALUES (21, 1, 1, '')",
                "UPDATE account SET cents = cents + 1 WHERE id = 3",
                "UPDATE history SET hash = 'x' WHERE number = 9",
                "UPDATE history SET time_ms = time_ms + 1 WHERE number = 20",
                "DELETE FROM history WHERE number = 5"
            })
    void prove_tamperedDatabase_fails(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }

        assertThatThrownBy(() -> new Proof(acknowledged).prove(database)).isInstanceOf(ProofException.class);
    }

    @Test
    void prove_historyOfAnotherApplication_fails() {
        acknowledged.set(3, new Acknowledged(4, 0, "other"));

        assertThatThrownBy(() -> new Proof(acknowledged).prove(database))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("acknowledged to the application");
    }
}
