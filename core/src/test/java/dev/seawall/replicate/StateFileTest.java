package dev.seawall.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.LogWatch;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.FileIdentity;
import dev.seawall.sqlite.Visible;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a crash makes of the state file, what is read from it is what was once written, or nothing: it never names a
 * place that was not. Catalogue T35.
 */
class StateFileTest {
    @TempDir
    private Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private byte[] older = {};
    private byte[] newer = {};
    private Optional<SavedReplica> olderPlace = Optional.empty();
    private Optional<SavedReplica> newerPlace = Optional.empty();

    @BeforeEach
    void write() throws Exception {
        Path state = folder.resolve(".app.db-seawall/state.json");
        try (Application app = Application.create(folder.resolve("app.db"), 512);
                Beside beside = Beside.open(folder.resolve("app.db"), storage)) {
            app.insert(3, 100);
            beside.shipAll();
            older = Files.readAllBytes(state);
            app.insert(30, 100);
            beside.pass(Duration.ofSeconds(5));
            beside.shipAll();
            newer = Files.readAllBytes(state);
        }
        olderPlace = read(older);
        newerPlace = read(newer);
        assertThat(olderPlace).isPresent();
        assertThat(newerPlace).isPresent().isNotEqualTo(olderPlace);
    }

    private Optional<SavedReplica> read(byte[] content) throws Exception {
        Path file = folder.resolve("state.json");
        Files.write(file, content);
        return Journal.open(file, new FileIdentity("this")).saved(storage.toString());
    }

    private void expectWrittenOrNothing(byte[] content, String what) throws Exception {
        assertThat(List.of(olderPlace, newerPlace, Optional.empty())).as(what).contains(read(content));
    }

    @Test
    void file_cutAnywhere_isNothing() throws Exception {
        for (int length = 0; length < newer.length; length++) {
            assertThat(read(Arrays.copyOf(newer, length)))
                    .as("cut at %d", length)
                    .isEmpty();
            assertThat(read(Arrays.copyOf(Arrays.copyOf(newer, length), newer.length)))
                    .as("zeros from %d", length)
                    .isEmpty();
        }
    }

    @Test
    void file_tornBetweenTwoVersionsAnywhere_isOneOfThemOrNothing() throws Exception {
        for (int at = 0; at <= Math.min(older.length, newer.length); at++) {
            byte[] torn = newer.clone();
            System.arraycopy(older, 0, torn, 0, at);
            expectWrittenOrNothing(torn, "torn at " + at);
            byte[] other = older.clone();
            System.arraycopy(newer, 0, other, 0, at);
            expectWrittenOrNothing(other, "torn the other way at " + at);
        }
    }

    @Test
    void file_withAnyByteChanged_isWhatWasWrittenOrNothing() throws Exception {
        Random random = new Random(35);
        for (int at = 0; at < newer.length; at++) {
            byte[] flipped = newer.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            expectWrittenOrNothing(flipped, "flipped at " + at);
            byte[] digit = newer.clone();
            digit[at] = (byte) ('0' + random.nextInt(10));
            expectWrittenOrNothing(digit, "digit at " + at);
        }
    }

    @Test
    void file_ofGarbage_isNothing() throws Exception {
        byte[] garbage = new byte[700];
        new Random(1).nextBytes(garbage);
        assertThat(read(garbage)).isEmpty();
        assertThat(read("null".getBytes(UTF_8))).isEmpty();
        assertThat(read("[]".getBytes(UTF_8))).isEmpty();
    }

    /**
     * A state file that cannot be written names an older place, which costs a look. But one that names the generation before
     * the current one would let that go on beside its successor: it is deleted.
     */
    @Test
    void save_folderCannotBeWritten_saysSoOnceAndForgetsWhatMustNotBeBelieved() throws Exception {
        Path file = folder.resolve("state.json");
        Files.write(file, newer);
        Journal journal = Journal.open(file, new FileIdentity("this"));
        Tape tape = new Tape(0);
        tape.begin(new Visible(0, Optional.empty(), 0), 1, "first");
        Cursor cursor = Cursor.begin(GenerationId.ofBits(3), 0, new Predecessor(Optional.empty(), "spool_full"));
        Course course = new Course(tape, Times.system(), Duration.ofSeconds(1), cursor);
        Path inTheWay = Files.createDirectory(folder.resolve("state.json.tmp"));
        try (LogWatch log = new LogWatch(Journal.class)) {
            journal.save("one", course, cursor, tape);
            journal.save("one", course, cursor, tape);
            assertThat(log.messages()).singleElement().asString().contains("cannot write " + file);
            assertThat(file).hasBinaryContent(newer);

            journal.saveBegun("one", course, cursor, tape);
            assertThat(file).doesNotExist();

            Files.delete(inTheWay);
            journal.save("one", course, cursor, tape);
            assertThat(Journal.open(file, new FileIdentity("this")).saved("one"))
                    .isPresent();
            journal.close();
            Files.delete(file);
            journal.save("one", course, cursor, tape);
            assertThat(file).as("written after it was closed").doesNotExist();
        }
    }
}
