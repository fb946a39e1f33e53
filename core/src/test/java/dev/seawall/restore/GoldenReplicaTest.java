package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.restore.GoldenReplica.Expected;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a version of ours wrote once, every later one restores. Catalogue T41. */
class GoldenReplicaTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = "format-1")
    void t41_everyCommitOfARecordedReplica_isRestoredForEver(String version) throws Exception {
        GoldenReplica golden = new GoldenReplica(version);
        MemoryStorage storage = golden.storage();
        List<Expected> commits = golden.expected();
        for (Expected each : commits) {
            Path output = directory.resolve(each.generation() + "-" + each.commit());
            new Restorer()
                    .restore(RestoreRequest.latest(storage, output)
                            .withGeneration(each.generation())
                            .withTarget(new Target.AtCommit(each.commit())));
            assertThat(GoldenReplica.sha256(output)).as(each.toString()).isEqualTo(each.sha256());
        }
        Expected last = commits.get(commits.size() - 1);
        Path latest = directory.resolve("latest");
        RestoreResult result =
                new Restorer().restore(RestoreRequest.latest(storage, latest).withCheck(Check.FULL));
        assertThat(GoldenReplica.sha256(latest)).isEqualTo(last.sha256());
        assertThat(result.warnings()).isEmpty();

        Timeline timeline = Timeline.open(storage);
        for (Expected each : commits) {
            assertThat(timeline.points(each.generation(), Instant.EPOCH, 1_000).stream()
                            .map(point -> point.commit().orElseThrow())
                            .collect(Collectors.toList()))
                    .contains(each.commit());
        }
    }
}
