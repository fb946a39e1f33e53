package dev.seawall.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcknowledgedTest {
    private static final Acknowledged FIRST = new Acknowledged(1, 100, "a");
    private static final Acknowledged SECOND = new Acknowledged(2, 150, "b");

    @TempDir
    Path folder;

    @Test
    void readAll_lastLineCutOff_isLeftOut() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), FIRST.line() + SECOND.line() + "3 20");

        assertThat(Acknowledged.readAll(file)).containsExactly(FIRST, SECOND);
    }

    @Test
    void readAll_noFileYet_isNothing() throws IOException {
        assertThat(Acknowledged.readAll(folder.resolve("none"))).isEmpty();
    }

    @Test
    void lag_commitsInTheSnapshotAlone_arePairedFromTheNewestBack() {
        LagReport lag = LagReport.of(List.of(new Acknowledged(1, 10, ""), FIRST, SECOND), List.of(107L, 170L));

        assertThat(lag).isEqualTo(new LagReport(2, 20, 20));
    }

    @Test
    void lag_nothingShipped_isNone() {
        assertThat(LagReport.of(List.of(FIRST), List.of())).isEqualTo(new LagReport(0, 0, 0));
    }

    @Test
    void timeline_json_tellsPointsAndNewest() throws IOException {
        assertThat(Timeline.parse("[{\"commit\":7},{\"commit\":9}]")).isEqualTo(new Timeline(2, 9));
    }
}
