package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replicate.RunReader.CommitFrame;
import dev.seawall.replicate.RunReader.Run;
import dev.seawall.sqlite.Application;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A read may meet a write: it is made again. What stays wrong is an error, never a run. Trap 3.3.4. */
class RunReaderTest {
    private static final PageSize PAGE_SIZE = new PageSize(512);
    private static final int HEADER_CHECKSUM_OFFSET = 24;
    private static final int LAST_READ = 5;

    @TempDir
    private static Path folder;

    private static byte[] wal = new byte[0];
    private static byte[] anotherWal = new byte[0];

    /** What a read may find where it meets a write, in a WAL of whole frames that ends with a commit. */
    private enum Torn {
        CUT_SHORT,
        /** A page half overwritten. */
        PAGE,
        /** The rest of a frame that is not written yet. */
        CHECKSUM,
        /** A frame that the next cycle, or the one before, has left there. */
        SALT,
        HEADER,
        /** Another cycle's, just as valid. */
        WHOLE_HEADER;

        byte[] bytes() {
            byte[] torn = wal.clone();
            int lastFrame = torn.length - PAGE_SIZE.frameBytes();
            switch (this) {
                case CUT_SHORT -> torn = Arrays.copyOf(torn, torn.length - 1);
                case PAGE -> torn[lastFrame + FrameHeader.BYTES + 7]++;
                case CHECKSUM -> torn[lastFrame + 16]++;
                case SALT -> torn[lastFrame + 8]++;
                case HEADER -> torn[HEADER_CHECKSUM_OFFSET]++;
                case WHOLE_HEADER -> System.arraycopy(anotherWal, 0, torn, 0, WalHeader.BYTES);
            }
            return torn;
        }
    }

    @BeforeAll
    static void record() throws Exception {
        wal = walOf("one.db", 4);
        anotherWal = walOf("other.db", 4);
    }

    private static byte[] walOf(String name, int rows) throws Exception {
        Path database = folder.resolve(name);
        try (Application app = Application.create(database, PAGE_SIZE.bytes())) {
            app.insert(rows, 900);
            app.insert(1, 10);
            return Files.readAllBytes(folder.resolve(name + "-wal"));
        }
    }

    static Stream<Arguments> tornReads() {
        return Stream.of(Torn.values())
                .flatMap(torn -> Stream.of(1, LAST_READ - 1).map(reads -> Arguments.of(torn, reads)));
    }

    @ParameterizedTest
    @MethodSource("tornReads")
    void read_thatMeetsAWrite_isMadeAgain(Torn torn, int tornReads) throws Exception {
        List<Long> reads = new ArrayList<>();
        RunReader reader = reader(torn, tornReads, reads);

        RunBytes bytes = new RunBytes();

        Run run = reader.read(Place.startOf(3), header(), wal.length, bytes);

        assertThat(reads).hasSize(tornReads + 1).containsOnly(0L);
        assertThat(run.end()).isEqualTo(new Place(3, wal.length, lastFrame().checksum()));
        assertThat(Arrays.copyOf(bytes.bytes(), run.length())).isEqualTo(wal);
        CommitFrame last = run.commits().get(run.commits().size() - 1);
        long frames = PAGE_SIZE.framesBefore(wal.length);
        assertThat(last)
                .isEqualTo(new CommitFrame(frames, wal.length, lastFrame().databasePages()));
    }

    @ParameterizedTest
    @EnumSource
    void read_thatStaysWrong_isAnErrorAfterAFewTries(Torn torn) {
        List<Long> reads = new ArrayList<>();
        RunReader reader = reader(torn, Integer.MAX_VALUE, reads);

        assertThatThrownBy(() -> reader.read(Place.startOf(3), header(), wal.length, RunReader.NOWHERE))
                .isInstanceOf(WalFormatException.class);

        assertThat(reads).hasSize(LAST_READ);
    }

    /** What was taken of the first pieces is of no use where a later one is torn. */
    @Test
    void read_thatMeetsAWriteInALaterPiece_beginsAnew() throws Exception {
        byte[] longWal = walOf("long.db", 800);
        int tornAt = (int) PAGE_SIZE.endOfFrame(1_000);
        List<Long> reads = new ArrayList<>();
        RunReader reader = new RunReader((cycle, offset, into, at, length) -> {
            boolean first = reads.stream().noneMatch(before -> before >= offset);
            reads.add(offset);
            System.arraycopy(longWal, (int) offset, into, at, length);
            if (first && offset <= tornAt && tornAt < offset + length) {
                into[at + tornAt - (int) offset]++;
            }
            return length;
        });
        RunBytes bytes = new RunBytes();
        WalHeader header = WalHeader.parse(ByteBuffer.wrap(longWal));

        Run run = reader.read(Place.startOf(3), header, longWal.length, bytes);

        assertThat(run.length()).isEqualTo(longWal.length).isGreaterThan(2 * tornAt / 3);
        assertThat(Arrays.copyOf(bytes.bytes(), run.length())).isEqualTo(longWal);
        assertThat(reads.get(0)).isZero();
        assertThat(reads.subList(1, reads.size())).contains(0L);
    }

    /** What was verified up to a place does not vouch for what comes behind it, nor the other way round. */
    @Test
    void read_fromAPlaceWithAnotherChecksum_isAnError() throws Exception {
        RunReader reader = reader(Torn.PAGE, 0, new ArrayList<>());
        long middle = PAGE_SIZE.endOfFrame(2);
        FrameHeader second = FrameHeader.read(ByteBuffer.wrap(wal), (int) PAGE_SIZE.endOfFrame(1));

        Run run = reader.read(new Place(3, middle, second.checksum()), header(), wal.length, RunReader.NOWHERE);

        assertThat(run.end().checksum()).isEqualTo(lastFrame().checksum());
        assertThatThrownBy(() -> reader.read(
                        new Place(3, middle, lastFrame().checksum()), header(), wal.length, RunReader.NOWHERE))
                .isInstanceOf(WalFormatException.class);
    }

    private static RunReader reader(Torn torn, int tornReads, List<Long> reads) {
        return new RunReader((cycle, offset, into, at, length) -> {
            reads.add(offset);
            byte[] found = reads.size() <= tornReads ? torn.bytes() : wal;
            int n = Math.min(length, found.length - (int) offset);
            System.arraycopy(found, (int) offset, into, at, n);
            return n;
        });
    }

    private static WalHeader header() throws WalFormatException {
        return WalHeader.parse(ByteBuffer.wrap(wal));
    }

    private static FrameHeader lastFrame() {
        return FrameHeader.read(ByteBuffer.wrap(wal), wal.length - PAGE_SIZE.frameBytes());
    }
}
