package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.replicate.Tape.Mark;
import dev.seawall.sqlite.Application;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash, or a bad disk, may leave of the spool, and what the next start makes of it. */
class SpoolTest {
    private static final int FRAMES = 4;

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
        Spool spool = Spool.open(spool());
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
        Spool spool = Spool.open(spool());
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
        Spool.open(spool());

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
        Spool spool = Spool.open(spool());
        spool.recover();
        return spool;
    }

    private byte[] sealedFile() throws Exception {
        seal(Spool.open(spool()), 0, 2, Optional.empty());
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

    private Path file() {
        return spool().resolve("0000000000000007_00000000.wal");
    }

    @Test
    void nextStart_behindAnOffset_isThatOfTheNextSealOfTheCycle() throws Exception {
        Spool spool = Spool.open(spool());
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
        expectNothingOf(Arrays.copyOf(whole, whole.length + 1), "longer than it says");
    }
}
