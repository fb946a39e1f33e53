package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.Storages;
import dev.seawall.it.Cli.Point;
import dev.seawall.it.Cli.Restored;
import dev.seawall.it.Cli.Result;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.Check;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores from replicas with one fault each: an error that names it, and nothing left behind. */
class BadInputIT {
    @TempDir
    static Path shared;

    private static SampleReplica sample;

    @TempDir
    Path folder;

    private SampleReplica replica;
    private Path target;
    private Cli cli;

    @BeforeAll
    static void create() throws Exception {
        sample = SampleReplica.create(shared, new Source(Files.createDirectory(shared.resolve("source"))));
    }

    @BeforeEach
    void copy() throws Exception {
        replica = sample.copy(folder.resolve("replica"));
        target = Files.createDirectory(folder.resolve("target")).resolve("app.db");
        cli = new Cli(folder, Map.of());
    }

    @Test
    void sample_withoutFault_restores() throws Exception {
        assertThat(cli.restore(replica.folder().toString(), target).database()).exists();
    }

    @Test
    void segment_truncated_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), (int) Files.size(segment) - 10));

        expectDamage(name(segment));
    }

    @Test
    void segment_withOneBitFlipped_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        flipBit(segment, (int) Files.size(segment) / 2);

        expectDamage(name(segment));
    }

    @Test
    void segment_withOneBitOfItsStampFlipped_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        flipBit(segment, 30);

        expectDamage(name(segment));
    }

    @Test
    void snapshot_truncated_isNamed() throws Exception {
        Path snapshot = replica.snapshot();
        Files.write(snapshot, Arrays.copyOf(Files.readAllBytes(snapshot), (int) Files.size(snapshot) - 10));

        expectDamage(name(snapshot));
    }

    @Test
    void snapshot_withOneBitFlipped_isNamed() throws Exception {
        flipBit(replica.snapshot(), (int) Files.size(replica.snapshot()) - 50);

        expectDamage(name(replica.snapshot()));
    }

    @Test
    void snapshot_ofNoLength_isNamed() throws Exception {
        Files.write(replica.snapshot(), new byte[0]);

        expectDamage(name(replica.snapshot()));
    }

    /** T28: a hole is never passed over, wherever it is; what is lost at the very end is only an older state. */
    @Test
    void t28_anyOneObjectMissing_isAnErrorOrTheStateBeforeTheLast() throws Exception {
        Storage storage = Storages.open(StorageUrl.parse(replica.folder().toString()));
        Comparison comparison = new Comparison(folder, cli, replica.folder().toString(), storage);
        List<Point> points = comparison.points();
        List<Path> segments = replica.segments();
        Path veryLast = segments.get(segments.size() - 1);
        List<Path> objects = new ArrayList<>(segments);
        objects.add(replica.snapshot());
        for (Path object : objects) {
            byte[] content = Files.readAllBytes(object);
            Files.delete(object);
            if (object.equals(veryLast)) {
                new Restorer().restore(RestoreRequest.latest(storage, target).withCheck(Check.FULL));
                assertThat(comparison.points()).hasSizeLessThan(points.size());
                comparison.expectPoints(1_000);
                Files.delete(target);
            } else {
                assertThatThrownBy(() -> new Restorer().restore(RestoreRequest.latest(storage, target)))
                        .as("without %s", object)
                        .isInstanceOfAny(DamagedReplicaException.class, NothingToRestoreException.class);
            }
            assertThat(left()).as("files left behind").isEmpty();
            Files.write(object, content);
        }
        cli.restore(replica.folder().toString(), target);
        Comparison.expectIntegrity(target);
    }

    /** T28: chains of one kind only. */
    @Test
    void t28_chainOfSnapshotsOnlyOrOfSegmentsOnly_isItsMomentOrAnError() throws Exception {
        for (Path segment : replica.segments()) {
            Files.delete(segment);
        }
        Restored restored = cli.restore(replica.folder().toString(), target);
        Comparison.expectIntegrity(restored.database());
        Files.delete(target);
        Files.delete(replica.snapshot());

        expectFailure(4, List.of(), "replica");
    }

    @Test
    void firstSegmentOfAnIndex_missing_isNamed() throws Exception {
        Path segment = replica.segments(1).get(0);
        Files.delete(segment);

        expectDamage(name(segment));
    }

    @Test
    void middleSegment_missing_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        Files.delete(segment);

        expectDamage(place(segment));
    }

    @Test
    void lastSegmentOfAnIndex_missing_isNamed() throws Exception {
        List<Path> segments = replica.segments(1);
        Path last = segments.get(segments.size() - 1);
        Files.delete(last);

        expectDamage(place(last)); // (2, 0) says where the index before it ended
    }

    @Test
    void allSegmentsOfAnIndex_missing_areNamed() throws Exception {
        for (Path segment : replica.segments(1)) {
            Files.delete(segment);
        }

        expectDamage("00000001_00000000");
    }

    @Test
    void commitInTheVeryLastSegment_missing_isOutOfTheRangeThatIsNamed() throws Exception {
        List<Point> points = cli.timeline(replica.folder().toString());
        long last = points.get(points.size() - 1).commit();
        List<Path> segments = replica.segments();
        Files.delete(segments.get(segments.size() - 1));

        expectFailure(4, List.of("--commit", String.valueOf(last)), String.valueOf(last));
    }

    @Test
    void objectName_withANineDigitOffset_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        Path wrong = segment.resolveSibling("00000001_000000020.wal.lz4");
        Files.copy(segment, wrong);

        expectDamage(name(wrong));
    }

    @Test
    void objectName_withCapitalLetters_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        Path wrong = segment.resolveSibling("0000000A_00000000.wal.lz4");
        Files.copy(segment, wrong);

        expectDamage(name(wrong));
    }

    @Test
    void segment_ofAnotherGeneration_isNamed() throws Exception {
        Source other = new Source(Files.createDirectory(folder.resolve("other")));
        other.create();
        Path foreign = folder.resolve("foreign");
        try (Connection application = other.open()) {
            Source.run(application, "INSERT INTO item (body) VALUES ('not yours')");
            cli.run("replicate", "--once", other.database().toString(), foreign.toString())
                    .expect(0);
        }
        String generation = ShippedState.of(other).orElseThrow().generation();
        Path segment = replica.segments(0).get(0);
        Files.write(
                segment,
                Files.readAllBytes(
                        new SampleReplica(foreign, generation).segments(0).get(0)));

        expectDamage(name(segment));
    }

    @Test
    void segment_inThePlaceOfAnother_isNamed() throws Exception {
        Path segment = replica.segments(1).get(1);
        Files.write(segment, Files.readAllBytes(replica.segments(1).get(2)));

        expectDamage(name(segment));
    }

    @Test
    void t11_targetExisting_isLeftAlone() throws Exception {
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            Path inTheWay = target.resolveSibling(target.getFileName() + suffix);
            Files.writeString(inTheWay, "mine");

            Result result = restore(List.of()).expect(7);

            assertThat(result.errorLine()).contains(inTheWay.toString());
            assertThat(inTheWay).hasContent("mine");
            Files.delete(inTheWay);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void timestamp_thatDoesNotParse_isNamed() throws Exception {
        expectFailure(2, List.of("--timestamp", "yesterday-ish"), "yesterday-ish");
    }

    @Test
    void timestamp_beforeTheFirstPoint_isAnswer4WithTheRange() throws Exception {
        expectFailure(4, List.of("--timestamp", "2001-02-03T04:05:06Z"), "2001-02-03T04:05:06");
    }

    private static void flipBit(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    private static String name(Path object) {
        return object.getFileName().toString();
    }

    /** Index and offset, which an error may print in another form than the name has. */
    private static String place(Path segment) {
        return name(segment).substring(0, name(segment).indexOf('.'));
    }

    private void expectDamage(String named) throws IOException {
        expectFailure(6, List.of(), named);
    }

    private void expectFailure(int code, List<String> options, String named) throws IOException {
        Result result = restore(options).expect(code);
        assertThat(result.errorLine()).contains(named);
        assertThat(left()).as("files left behind").isEmpty();
    }

    private Result restore(List<String> options) throws IOException {
        return cli.run(Words.of(
                "restore", options, "-o", target.toString(), replica.folder().toString()));
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(target.getParent())) {
            return files.toList();
        }
    }
}
