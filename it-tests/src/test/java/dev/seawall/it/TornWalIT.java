package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.Storages;
import dev.seawall.restore.Check;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T9: cuts the WAL off at one byte after another, as a crash of the machine may, and starts the replicator on it. */
class TornWalIT {
    private static final int PAGE_BYTES = 512;
    private static final int FRAME_BYTES = 24 + PAGE_BYTES;
    private static final int HEADER_BYTES = 32;
    /** Each cut takes a second; all of them are a quarter of an hour. */
    private static final int STEP_BYTES = Integer.getInteger("t9.step", 250);

    private static final String UPDATE = "UPDATE item SET body = hex(randomblob(40)) WHERE id = 1";

    @TempDir
    Path folder;

    @TempDir
    Path kept;

    /** All but the last two frames are shipped. */
    @Test
    void t9_lastTwoFramesTorn_afterTheShippedPosition_goesOnWithWhatSqliteStillSees() throws Exception {
        Path wal = prepare(4);
        long whole = Files.size(wal);
        List<Long> cuts = new ArrayList<>();
        for (long cut = whole - 2 * FRAME_BYTES; cut <= whole; cut += STEP_BYTES) {
            cuts.add(cut);
        }
        cuts.addAll(List.of(whole - FRAME_BYTES, whole - 1, whole));
        for (long cut : cuts) {
            expectRestorable(cut, 1);
        }
    }

    /** The WAL had not begun when we were killed, or less than what was shipped is left. */
    @Test
    void t9_walCutAtOrBeforeTheShippedPosition_isABreakAndNotAGuess() throws Exception {
        prepare(4);
        for (long cut : new long[] {0, 1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + FRAME_BYTES - 1}) {
            expectRestorable(cut, 2);
        }
    }

    private Source source() {
        return new Source(folder.resolve("source"));
    }

    private Path replica() {
        return source().folder().resolve("replica");
    }

    /** Makes a database with some commits shipped, and then two of one frame each that are not; keeps it all. */
    private Path prepare(int shipped) throws Exception {
        Files.createDirectory(source().folder());
        try (Connection application = source().open()) {
            run(application, "PRAGMA page_size = " + PAGE_BYTES);
            source().create();
            run(application, "INSERT INTO item (body) VALUES ('')", "PRAGMA wal_checkpoint(TRUNCATE)");
            for (int i = 0; i < shipped; i++) {
                run(application, UPDATE);
            }
            once();
            run(application, UPDATE, UPDATE);
            copy(source().folder(), kept.resolve("all"));
        }
        return kept.resolve("all").resolve("app.db-wal");
    }

    private void expectRestorable(long walBytes, int generations) throws Exception {
        putBack(walBytes);
        once();
        source().quiesce();
        Path target = Files.createTempDirectory(folder, "restored").resolve("app.db");
        try (Storage storage = Storages.open(StorageUrl.parse(replica().toString()))) {
            new Restorer().restore(RestoreRequest.latest(storage, target).withCheck(Check.FULL));
            source().expectEqual(target);
            assertThat(Timeline.open(storage).generations())
                    .as("generations after a cut at %d", walBytes)
                    .hasSize(generations);
            Cli cli = new Cli(folder, Map.of());
            new Comparison(folder, cli, replica().toString(), storage).expectPoints(10);
        }
    }

    /** Puts everything back as it was, but for the end of the WAL. The database remains the same file. */
    private void putBack(long walBytes) throws IOException {
        Path all = kept.resolve("all");
        for (Path gone :
                List.of(replica(), source().folder().resolve(".app.db-seawall"), source().wal(), source().shm())) {
            delete(gone);
        }
        Files.write(source().database(), Files.readAllBytes(all.resolve("app.db")));
        copy(all.resolve("replica"), replica());
        copy(all.resolve(".app.db-seawall"), source().folder().resolve(".app.db-seawall"));
        byte[] wal = Files.readAllBytes(all.resolve("app.db-wal"));
        Files.write(source().wal(), Arrays.copyOf(wal, (int) walBytes));
    }

    private void once() throws Exception {
        new Cli(folder, Map.of())
                .run(
                        "replicate",
                        "--once",
                        source().database().toString(),
                        replica().toString())
                .expect(0);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path from) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
