package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.replicate.Tape.Mark;
import dev.seawall.sqlite.Application;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash, or a bad disk, may leave of the spool, and what the next start makes of it. */
class SpoolTest {
    private static final int FRAMES = 4;
    private static final long SPARE_BYTES = 1 << 20;

    @TempDir
    Path folder;

    private byte[] wal = new byte[0];
    private WalHeader header = new WalHeader(ByteOrder.BIG_ENDIAN, new PageSize(512), 0, new Salt(0, 0), Checksum.SEED);

    @BeforeEach
    void recordWal() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 512)) {
            app.insert(10, 400);
            wal = Files.readAllBytes(folder.resolve("app.db-wal"));
        }
        header = WalHeader.parse(ByteBuffer.wrap(wal));
    }

    @Test
    void open_afterACrash_hasWhatWasSealed() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        seal(spool, 0, 2, Optional.empty());
        seal(spool, 2, FRAMES, Optional.empty());

        Spool again = recovered();

        assertThat(again.seals()).isEqualTo(spool.seals());
        assertThat(again.bytes()).isEqualTo(spool.bytes());
        assertThat(again.endOfRun(Place.startOf(7))).isEqualTo(place(FRAMES));
        byte[] read = new byte[wal.length];
        int first = again.read(7, 0, read, 0, read.length);
        int second = again.read(7, first, read, first, read.length - first);
        int length = (int) place(FRAMES).offsetBytes();
        assertThat(first + second).isEqualTo(length);
        assertThat(Arrays.copyOf(read, length)).isEqualTo(Arrays.copyOf(wal, length));
    }

    @Test
    void endOfRun_nextCycle_onlyIfItsSealSaysThatItFollows() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        CycleEnd end = new CycleEnd(header, place(2).offsetBytes(), place(2).checksum());
        seal(spool, 0, 2, Optional.of(end));

        assertThat(spool.endOfRun(new Place(6, end.offsetBytes(), end.checksum())))
                .isEqualTo(place(2));
        Place shorter = new Place(6, place(1).offsetBytes(), place(1).checksum());
        assertThat(spool.endOfRun(shorter)).isEqualTo(shorter);
        Place other = new Place(6, end.offsetBytes(), place(1).checksum());
        assertThat(spool.endOfRun(other)).isEqualTo(other);
    }

    @Test
    void open_fileCutShortAnywhere_isNotBelieved() throws Exception {
        byte[] whole = sealedFile();
        for (int length = 0; length < whole.length; length += 7) {
            expectNothingOf(Arrays.copyOf(whole, length), "cut to " + length);
        }
    }

    @Test
    void open_byteFlippedAnywhere_isNotBelieved() throws Exception {
        byte[] whole = sealedFile();
        for (int at = 0; at < whole.length; at += 3) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            expectNothingOf(flipped, "flipped at " + at);
        }
    }

    @Test
    void open_folder_isForItsOwnerAlone() throws Exception {
        Spool.open(spool(), SPARE_BYTES);

        assertThat(Files.getPosixFilePermissions(spool()))
                .allMatch(each -> each.name().startsWith("OWNER"));
    }

    @Test
    void open_unfinishedFile_isDeleted() throws Exception {
        Files.createDirectories(spool());
        Files.write(spool().resolve("0000000000000007_00000000.tmp"), new byte[10]);

        recovered();

        assertThat(spool()).isEmptyDirectory();
    }

    private Spool recovered() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        spool.recover();
        return spool;
    }

    private byte[] sealedFile() throws Exception {
        seal(Spool.open(spool(), SPARE_BYTES), 0, 2, Optional.empty());
        return Files.readAllBytes(file());
    }

    private void expectNothingOf(byte[] content, String what) throws Exception {
        Files.write(file(), content);
        assertThat(recovered().seals()).as(what).isEmpty();
        assertThat(file()).as(what).doesNotExist();
    }

    private void seal(Spool spool, int fromFrame, int toFrame, Optional<CycleEnd> before) throws Exception {
        Place start = fromFrame == 0 ? Place.startOf(7) : place(fromFrame);
        Place end = place(toFrame);
        byte[] content = Arrays.copyOfRange(wal, (int) start.offsetBytes(), (int) end.offsetBytes());
        List<Mark> marks = List.of(new Mark(7, fromFrame + 1, 1_000), new Mark(7, toFrame, 2_000));
        spool.seal(new Seal(header, start, end, before, marks), content);
    }

    private Place place(int frame) throws WalFormatException {
        FrameChain chain = FrameChain.start(header);
        ByteBuffer bytes = ByteBuffer.wrap(wal).order(header.checksumOrder());
        for (int i = 0; i < frame; i++) {
            chain.accept(bytes, (int) chain.offsetBytes());
        }
        return new Place(7, chain.offsetBytes(), chain.checksum());
    }

    private Path spool() {
        return folder.resolve("spool");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(spool())) {
            return files.toList();
        }
    }

    private Path file() {
        return spool().resolve("00000001.wal");
    }

    @Test
    void nextStart_behindAnOffset_isThatOfTheNextSealOfTheCycle() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        seal(spool, 0, 1, Optional.empty());
        seal(spool, 2, 3, Optional.empty());
        long second = place(2).offsetBytes();

        assertThat(spool.nextStart(7, 0)).hasValue(second);
        assertThat(spool.nextStart(7, second)).isEmpty();
        assertThat(spool.nextStart(6, 0)).as("another cycle's").isEmpty();
        assertThat(spool.nextStart(8, 0)).isEmpty();
    }

    /** Refused before anything is made of them: each of these would be read from beyond the file, or as something else. */
    @Test
    void open_lengthOfTheHeadThatCannotBe_isNotBelieved() throws Exception {
        byte[] whole = sealedFile();
        int head = ByteBuffer.wrap(whole).getInt(4);
        for (int length : new int[] {Integer.MIN_VALUE, 0, head - 1, head + 1, whole.length + 1, Integer.MAX_VALUE}) {
            byte[] lying = whole.clone();
            ByteBuffer.wrap(lying).putInt(4, length);
            expectNothingOf(lying, "a head of " + length);
        }
    }

    @Test
    void seal_afterARelease_isWrittenOverWhatNobodyNeeds() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        seal(spool, 0, FRAMES, Optional.empty());
        spool.release(seal -> false);

        seal(spool, 0, 1, Optional.empty());

        assertThat(files()).containsExactly(file());
        Spool again = recovered();
        assertThat(again.seals()).isEqualTo(spool.seals());
        byte[] read = new byte[wal.length];
        int length = (int) place(1).offsetBytes();
        assertThat(again.read(7, 0, read, 0, read.length)).isEqualTo(length);
        assertThat(Arrays.copyOf(read, length)).isEqualTo(Arrays.copyOf(wal, length));
        assertThat(again.read(7, length, read, 0, read.length))
                .as("what an earlier seal left")
                .isZero();
    }

    @Test
    void release_fileKeptForTheNext_isNoSealAfterACrash() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        seal(spool, 0, FRAMES, Optional.empty());
        spool.release(seal -> false);
        assertThat(file()).exists();

        assertThat(recovered().seals()).isEmpty();
        assertThat(spool()).isEmptyDirectory();
    }

    @Test
    void release_many_keepsFewFiles_andNoneWhenTold() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        for (int frame = 0; frame < 8; frame++) {
            seal(spool, frame, frame + 1, Optional.empty());
        }

        spool.release(seal -> false);

        assertThat(files()).hasSize(6);
        spool.deleteSpares();
        assertThat(spool()).isEmptyDirectory();
    }

    @Test
    void release_moreBytesThanMayBeKept_isDeleted() throws Exception {
        Spool spool = Spool.open(spool(), 4_096);
        seal(spool, 0, 1, Optional.empty());
        seal(spool, 1, 2, Optional.empty());

        spool.release(seal -> false);

        assertThat(files()).hasSize(1);
        assertThat(spool.bytes()).as("what is kept counts").isEqualTo(4_096);
    }

    /** A power cut may leave any sectors of what was written over, and any of what was there before. */
    @Test
    void open_fileHalfWrittenOver_isTheOneSealOrTheOtherOrNone() throws Exception {
        byte[] before = sealedFile(0, FRAMES);
        byte[] written = sealedFile(1, FRAMES);
        byte[] after = Arrays.copyOf(before, before.length);
        System.arraycopy(written, 0, after, 0, written.length);
        Seal old = sealIn(before);
        Seal young = sealIn(after);
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] torn = before.clone();
            for (int at = 0; at < torn.length; at += 512) {
                if (random.nextInt(8) < i % 8) {
                    System.arraycopy(after, at, torn, at, Math.min(512, torn.length - at));
                }
            }
            Files.write(file(), torn);
            List<Seal> found = recovered().seals();
            boolean isAfter = Arrays.equals(torn, 0, written.length, written, 0, written.length);
            boolean isBefore = Arrays.equals(torn, before);
            assertThat(found).isEqualTo(isAfter ? List.of(young) : isBefore ? List.of(old) : List.of());
        }
    }

    @Test
    void seal_fileCannotBeWrittenOver_isNotSealed_andTheNextIsAnother() throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        seal(spool, 0, 1, Optional.empty());
        seal(spool, 1, 2, Optional.empty());
        spool.release(seal -> false);
        for (int i = 1; i <= 2; i++) {
            Path file = spool().resolve("0000000" + i + ".wal");
            Files.delete(file);
            Files.createDirectory(file);
        }

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> seal(spool, 0, 2, Optional.empty()));
        assertThat(spool.seals()).isEmpty();
        assertThat(spool.bytes()).isZero();
        assertThat(spool()).as("room for what the disk would not take").isEmptyDirectory();

        seal(spool, 0, 2, Optional.empty());
        assertThat(recovered().seals()).isEqualTo(spool.seals());
    }

    private byte[] sealedFile(int fromFrame, int toFrame) throws Exception {
        Spool spool = Spool.open(spool(), SPARE_BYTES);
        seal(spool, fromFrame, toFrame, Optional.empty());
        byte[] content = Files.readAllBytes(file());
        Files.delete(file());
        return content;
    }

    private Seal sealIn(byte[] content) throws Exception {
        Files.write(file(), content);
        return recovered().seals().get(0);
    }
}
