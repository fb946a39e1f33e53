package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.sqlite.Session.Access;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
    private static final Duration TIMEOUT = Duration.ofMillis(1_234);

    @TempDir
    Path folder;

    /** A connection that does not do as it was told checkpoints, waits or writes when nobody asked it to. */
    @ParameterizedTest
    @EnumSource
    void open_anyAccess_hasThePragmasAskedFor(Access access) throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                Session session = Session.open(path, access, TIMEOUT)) {
            app.insert(1, 1);

            assertThat(session.row("PRAGMA wal_autocheckpoint")[0]).isZero();
            assertThat(session.row("PRAGMA busy_timeout")[0]).isEqualTo(TIMEOUT.toMillis());
            assertThat(session.row("PRAGMA query_only")[0]).isEqualTo(access == Access.QUERY ? 1 : 0);
            assertThat(session.text("PRAGMA locking_mode")).isEqualTo("normal");
            if (access == Access.CHECKPOINT) {
                assertThat(session.row("PRAGMA synchronous")[0])
                        .as("1 is NORMAL")
                        .isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"QUERY", "READ_ONLY"})
    void open_toRead_cannotWrite(Access access) throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                Session session = Session.open(path, access, TIMEOUT)) {
            assertThatThrownBy(() -> session.run("DELETE FROM t")).isInstanceOf(DatabaseException.class);
            assertThat(app.number("SELECT count(*) FROM t")).isZero();
        }
    }

    @Test
    void open_missingDatabase_createsNone() {
        Path path = folder.resolve("none.db");

        assertThatThrownBy(() -> Session.open(path, Access.GATE, TIMEOUT)).isInstanceOf(DatabaseException.class);
        assertThat(path).doesNotExist();
    }

    /** Locks of others are a state to wait out, and must not look like damage. */
    @Test
    void beginWrite_whileAnotherWrites_isBusy() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                Session session = Session.open(path, Access.GATE, Duration.ZERO)) {
            app.run("BEGIN IMMEDIATE");

            assertThatThrownBy(session::beginWrite)
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
        }
    }

    /** Where SQLite answers nothing, nothing is told: no null, and no failure. */
    @Test
    void rowAndText_withoutAnAnswer_areEmpty() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                Session session = Session.open(path, Access.QUERY, TIMEOUT)) {
            app.insert(1, 1);

            assertThat(session.text("SELECT v FROM t WHERE id > 1")).isEmpty();
            assertThat(session.text("SELECT NULL")).isEmpty();
            assertThat(session.row("SELECT id, v FROM t WHERE id > 1")).containsExactly(0, 0);
            session.end(); // nothing is open, so nothing happens
            session.beginRead();
            session.end();
            session.end();
        }
    }

    @Test
    void run_afterClose_isAFailureThatNamesTheDatabase() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096)) {
            Session session = Session.open(path, Access.QUERY, TIMEOUT);
            session.close();
            session.close();

            assertThatThrownBy(() -> session.run("SELECT 1"))
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                    .hasMessageContaining(path.toString());
            assertThat(app.number("SELECT 1")).isEqualTo(1);
        }
    }
}
