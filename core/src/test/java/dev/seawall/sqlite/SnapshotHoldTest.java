package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotHoldTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 4096, 65_536})
    void open_framesNotBackfilled_showsTheLastCommit(int pageSize) throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, pageSize)) {
            app.insert(50, 900);
        }
        Path base = Files.copy(path, folder.resolve("base.db"));
        try (Application app = Application.open(path);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.insert(30, 2_000);
            app.run("DELETE FROM t WHERE id % 3 = 0");

            expectMoment(database, base, look(database, () -> null));
        }
    }

    @Test
    void open_everythingBackfilled_showsTheFileAlone() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.insert(50, 900);
            app.run("PRAGMA wal_checkpoint(TRUNCATE)");

            try (SnapshotHold hold =
                    SnapshotHold.open(database, look(database, () -> null)).orElseThrow()) {
                // What is committed and checkpointed while the copy runs must not show in it.
                app.insert(50, 900);
                app.run("PRAGMA wal_checkpoint(PASSIVE)");
                Path copy = copy(hold, "copy.db");
                try (Application restored = Application.open(copy)) {
                    assertThat(restored.number("SELECT count(*) FROM t")).isEqualTo(50);
                }
            }
        }
    }

    /** Opened by its path, the new connection would be one to another database. */
    @Test
    void openedOnAnotherFile_isRefused() throws Exception {
        Path path = folder.resolve("app.db");
        Path other = folder.resolve("other.db");
        Application.create(other, 4096).close();
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.insert(50, 900);
            try (SnapshotHold hold =
                    SnapshotHold.open(database, look(database, () -> null)).orElseThrow()) {
                Files.move(path, folder.resolve("away.db"));
                Files.move(other, path);

                assertThat(database.isStillInPlace(path)).isFalse();
                assertThatThrownBy(hold::wasHeld)
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining("replaced");
                assertThatThrownBy(() -> SnapshotHold.open(database, look(database, () -> null)))
                        .isInstanceOf(DatabaseException.class);
                assertThatThrownBy(database::openGate).isInstanceOf(DatabaseException.class);
            }
        }
    }

    /**
     * Backfilling reached the reader's mark, so all that the reader sees seems to be in the database file. But the
     * checkpoint skipped the pages beyond the end of the database as a later commit left it.
     */
    @Test
    void open_laterCommitShrinksTheDatabaseAndBackfillingReachesTheMark_isNotTheFileAlone() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096)) {
            app.insert(300, 3_000);
        }
        Path base = Files.copy(path, folder.resolve("base.db"));
        try (Application app = Application.open(path);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.run("UPDATE t SET v = randomblob(3000)");
            Callable<Object> shrinkAndBackfill = () -> {
                app.run("DELETE FROM t WHERE id > 10");
                app.run("VACUUM");
                app.run("PRAGMA wal_checkpoint(PASSIVE)");
                return null;
            };

            expectMoment(database, base, look(database, shrinkAndBackfill));
        }
    }

    /** The reader is in slot 0, and what is committed after it began cannot be backfilled: it is assembled. */
    @Test
    void open_commitsFollowAReaderInSlotZero_showsTheLastCommit() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096)) {
            app.insert(300, 3_000);
        }
        Path base = Files.copy(path, folder.resolve("base.db"));
        try (Application app = Application.open(path);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.run("UPDATE t SET v = randomblob(3000) WHERE id < 9");
            app.run("PRAGMA wal_checkpoint(PASSIVE)");
            Callable<Object> commitAndCheckpoint = () -> {
                try (Session other = database.openReader()) {
                    other.beginRead(); // keeps the WAL from restarting with the first write
                    app.run("DELETE FROM t WHERE id > 100");
                    app.run("VACUUM");
                }
                app.run("PRAGMA wal_checkpoint(PASSIVE)");
                return null;
            };

            expectMoment(database, base, look(database, commitAndCheckpoint));
        }
    }

    /** The reader is gone in the middle of the copy: pages read afterwards would be of another state. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wasHeld_holdLostWhileCopying_no(boolean assembled) throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.insert(50, 900);
            if (!assembled) {
                app.run("PRAGMA wal_checkpoint(PASSIVE)");
            }
            try (SnapshotHold hold =
                    SnapshotHold.open(database, look(database, () -> null)).orElseThrow()) {
                app.insert(1, 10);
                assertThat(hold.wasHeld()).isTrue();

                hold.close();
                app.insert(50, 900);
                app.run("PRAGMA wal_checkpoint(PASSIVE)");

                assertThat(hold.wasHeld()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wasHeld_walRestartedWhileCopying_no(boolean assembled) throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.insert(50, 900);
            if (!assembled) {
                app.run("PRAGMA wal_checkpoint(PASSIVE)");
            }
            try (SnapshotHold hold =
                    SnapshotHold.open(database, look(database, () -> null)).orElseThrow()) {
                hold.close();
                app.run("PRAGMA wal_checkpoint(RESTART)");
                app.insert(1, 10);
                app.run("PRAGMA wal_checkpoint(PASSIVE)");

                assertThat(hold.wasHeld()).isFalse();
            }
        }
    }

    /** A look that may have met a restart says nothing, and what changes between two looks is no moment. */
    @Test
    void open_momentThatDoesNotSettle_isNone() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, LiveDatabase.JournalMode.REQUIRE_WAL)) {
            app.insert(5, 900);
            app.run("PRAGMA wal_checkpoint(PASSIVE)");
            SnapshotHold.Looking looking = look(database, () -> null);
            int[] calls = {0};
            SnapshotHold.Looking moving = () -> {
                if (calls[0]++ == 1) {
                    insert(app);
                }
                return looking.look();
            };

            assertThat(SnapshotHold.open(database, Optional::empty)).isEmpty();
            assertThat(SnapshotHold.open(database, () -> calls[0]++ == 0 ? looking.look() : Optional.empty()))
                    .isEmpty();
            calls[0] = 0;
            assertThat(SnapshotHold.open(database, moving)).isEmpty();
            assertThat(app.checkpoint("TRUNCATE")[0])
                    .as("nothing holds the WAL")
                    .isZero();
        }
    }

    private static void insert(Application app) {
        try {
            app.insert(1, 10);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens holds until one settles, and compares it with what SQLite makes of the same frames. */
    private void expectMoment(LiveDatabase database, Path base, SnapshotHold.Looking looking) throws Exception {
        Optional<SnapshotHold> hold = SnapshotHold.open(database, looking);
        for (int i = 0; i < 10 && hold.isEmpty(); i++) {
            hold = SnapshotHold.open(database, look(database, () -> null));
        }
        try (SnapshotHold settled = hold.orElseThrow()) {
            Path expected = replay(database, base, settled.moment());
            assertThat(copy(settled, "copy.db")).hasSameBinaryContentAs(expected);
        }
    }

    /** Looks as the relay would; does something at the first look after the reader began. */
    private static SnapshotHold.Looking look(LiveDatabase database, Callable<Object> afterBegin) {
        int[] calls = {0};
        return () -> {
            if (calls[0]++ == 0) {
                try {
                    afterBegin.call();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            Look look = database.look();
            return Optional.of(new SnapshotHold.Moment(look, new Visible(0, look.header(), look.lastFrame())));
        };
    }

    private Path copy(SnapshotHold hold, String name) throws Exception {
        Path copy = folder.resolve(name);
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(copy)) {
            for (int n = hold.pages().read(buffer); n > 0; n = hold.pages().read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        return copy;
    }

    private Path replay(LiveDatabase database, Path base, Visible moment) throws Exception {
        Path replayed = Files.copy(base, folder.resolve("replayed.db"));
        int length = (int) database.pageSize().endOfFrame(moment.lastFrame());
        byte[] wal = new byte[length];
        database.wal().read(0, wal, 0, length);
        Files.write(folder.resolve("replayed.db-wal"), wal);
        try (Application app = Application.open(replayed)) {
            app.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return replayed;
    }
}
