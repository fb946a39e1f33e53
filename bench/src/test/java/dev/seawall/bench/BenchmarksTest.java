package dev.seawall.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {
    private static final String NUMBER = "[0-9][0-9,]*(\\.[0-9]+)?( %)?";

    /** Whether that tool is installed is the machine's matter. */
    private static final int LZ4_COLUMN = 11;

    @TempDir
    Path folder;

    @Test
    void jmh_briefly_reportsEachLoopBesideEachReference() throws IOException {
        // Another JMH on this machine spoils times, which nobody looks at here.
        System.setProperty("jmh.ignoreLock", "true");
        List<List<String>> rows = report(
                "jmh", "--forks", "0", "--warm-up", "0", "--iterations", "1", "--millis", "10", "--page-sizes", "4096");
        assertThat(rows)
                .extracting(row -> row.get(0) + " " + row.get(4))
                .containsExactly(
                        "FrameVerification.verify copy",
                        "FrameVerification.verify crc32c",
                        "SegmentDecoding.decode copy",
                        "SegmentDecoding.decode lz4",
                        "SegmentEncoding.encode lz4");
        rows.forEach(row -> assertNumbers(List.of(row.get(2), row.get(5), row.get(7))));
    }

    @Test
    void lag_briefly_reportsEachRate() throws IOException {
        assumePackaged();
        List<List<String>> rows = report(
                "lag",
                "--unprepared",
                "--rates",
                "100",
                "--seconds",
                "0.3",
                "--warm-up",
                "0.1",
                "--least",
                "1",
                "--sync-interval",
                "50");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0)).startsWith("seawall", "100", "30");
        assertNumbers(withoutFirst(rows.get(0), 1));
        assertThat(files().resolve("seawall-lag-at-100.svg"))
                .content()
                .startsWith("<svg")
                .contains("polyline");
        assertThat(files().resolve("seawall-lag-at-100.hgrm")).content().contains("Total count    =           30");
        assertThat(files().resolve("seawall-lag-at-100-writes.hgrm"))
                .content()
                .contains("Total count    =           30");
    }

    @Test
    void footprint_briefly_reportsEachRate() throws IOException {
        assumePackaged();
        assumeTrue(ProcessFigures.areThere(), "needs /proc");
        List<List<String>> rows =
                report("footprint", "--unprepared", "--rates", "50", "--seconds", "0.3", "--warm-up", "0.1");
        assertThat(rows).extracting(row -> row.get(0) + " " + row.get(1)).containsExactly("seawall 50");
        rows.forEach(row -> assertNumbers(withoutFirst(row, 1)));
    }

    @Test
    void impact_briefly_reportsEachPairAndTheirMedian() throws IOException {
        assumePackaged();
        List<List<String>> rows = report(
                "impact",
                "--unprepared",
                "--pairs",
                "1",
                "--seconds",
                "0.2",
                "--warm-up",
                "0.1",
                "--sync-interval",
                "50");
        assertThat(rows)
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly("seawall 1", "seawall median", "hold 1", "hold median");
        rows.forEach(row -> assertNumbers(storedOrNot(withoutFirst(row, 2))));
    }

    /** A hold stores nothing: its last three cells are empty. */
    private static List<String> storedOrNot(List<String> row) {
        int stored = row.size() - 3;
        return row.subList(stored, row.size()).stream().allMatch(String::isBlank) ? row.subList(0, stored) : row;
    }

    @Test
    void impact_besideAPeer_reportsBoth() throws IOException {
        assumePackaged();
        List<List<String>> rows = report(
                "impact",
                "--unprepared",
                "--pairs",
                "1",
                "--seconds",
                "0.2",
                "--warm-up",
                "0.1",
                "--sync-interval",
                "50",
                "--peer",
                installedPeer());
        assertThat(rows)
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly(
                        "seawall 1", "seawall median", "litestream 1", "litestream median", "hold 1", "hold median");
        rows.forEach(row -> assertNumbers(storedOrNot(withoutFirst(row, 2))));
    }

    @Test
    void lag_besideAPeer_pairsItsCommitsToo() throws IOException {
        assumePackaged();
        List<List<String>> rows = report(
                "lag",
                "--unprepared",
                "--rates",
                "100",
                "--seconds",
                "0.3",
                "--warm-up",
                "0.1",
                "--least",
                "1",
                "--sync-interval",
                "50",
                "--peer",
                installedPeer());
        assertThat(rows)
                .extracting(row -> row.get(0) + " " + row.get(2))
                .containsExactly("seawall 30", "litestream 30");
        rows.forEach(row -> assertNumbers(withoutFirst(row, 1)));
    }

    @Test
    void restore_briefly_reportsEachNumberOfSegmentsAndCountsRequests() throws IOException {
        assumePackaged();
        List<List<String>> rows = report(
                "restore",
                "--unprepared",
                "--storage",
                "s3",
                "--latency",
                "1",
                "--size",
                "1",
                "--segments",
                "3",
                "--changed-rows",
                "5",
                "--checks",
                "none",
                "--pairs",
                "1");
        assertThat(rows).hasSize(1);
        List<String> row = rows.get(0);
        assertThat(row.get(1)).isEqualTo("3");
        assertNumbers(row.subList(0, LZ4_COLUMN));
        assertThat(Integer.parseInt(row.get(row.size() - 3)))
                .as("requests: a listing, a snapshot and three segments at least")
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void start_briefly_reportsEachCall() throws IOException {
        assumePackaged();
        List<List<String>> rows = report("start", "--unprepared", "--runs", "1", "--cases", "version,nothing");
        assertThat(rows)
                .extracting(row -> row.get(0))
                .containsExactly(
                        "version, as it is",
                        "restore, nothing to do, as it is",
                        "bare Java that says hello",
                        "/bin/true");
        rows.forEach(row -> assertNumbers(row.subList(1, row.size())));
    }

    @Test
    void unknownStorage_isWrongUsage() {
        assertThat(Main.run("lag", "--storage", "tape")).isEqualTo(2);
    }

    @Test
    void peerThatIsNotThere_isWrongUsage() {
        assertThat(Main.run("impact", "--peer", folder.resolve("none").toString()))
                .isEqualTo(2);
    }

    @Test
    void peerThatCannotBeStarted_isWrongUsage() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no program");
        assertThat(Main.run("impact", "--peer", text.toString())).isEqualTo(2);
        assertThat(Main.run("--peer", folder.toString(), "all")).isEqualTo(2);
    }

    /** The user has it, or has not: it is no part of Seawall, and nothing here gets it. */
    private static String installedPeer() {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "litestream"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "needs a litestream 0.3 on PATH");
        return found.orElseThrow().toString();
    }

    /** Classes that were only compiled cannot be started as a release is. */
    private static void assumePackaged() throws IOException {
        assumeTrue(Installation.isPackaged(), "needs Seawall's jar: run the phase package, or one after it");
    }

    private Path files() {
        return folder.resolve("report-files");
    }

    /** Returns the rows of the last table, without its head. */
    private List<List<String>> report(String... args) throws IOException {
        Path report = folder.resolve("report.md");
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--dir", folder.toString(), "--report", report.toString()));
        assertThat(Main.run(all.toArray(String[]::new))).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isSubsetOf(report, files());
        }
        String text = Files.readString(report);
        assertThat(text).contains("| cores |", "| kernel |").doesNotContain(folder.toString());
        String table = text.substring(text.lastIndexOf("| --- |"));
        return table.lines()
                .skip(1)
                .filter(line -> line.startsWith("|"))
                .map(BenchmarksTest::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Stream.of(row.substring(2, row.length() - 2).split(" \\| ", -1)).toList();
    }

    private static List<String> withoutFirst(List<String> row, int cells) {
        return row.subList(cells, row.size());
    }

    private static void assertNumbers(List<String> cells) {
        assertThat(cells).allSatisfy(cell -> assertThat(cell).matches(NUMBER));
    }
}
