package dev.seawall.bench;

import java.util.List;
import picocli.CommandLine.Command;

/** Runs every benchmark, and those that can choose with both kinds of storage. */
@Command(
        name = "all",
        description =
                "Run all of them, a day of segments in S3 included: about 20 minutes, and twice that beside a peer.")
final class AllVerb implements Benchmark {
    private static final int SECONDS_OF_A_DAY = 86_400;

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        new StartVerb().run(workspace, report);
        new LagVerb().run(workspace, report);
        LagVerb lag = new LagVerb();
        lag.storage = StorageOptions.s3();
        lag.rates = List.of(0.7, 1_000.0);
        lag.run(workspace, report);
        new ImpactVerb().run(workspace, report);
        new FootprintVerb().run(workspace, report);
        FootprintVerb footprint = new FootprintVerb();
        footprint.storage = StorageOptions.s3();
        footprint.rates = List.of(0.0, 1_000.0);
        footprint.run(workspace, report);
        new RestoreVerb().run(workspace, report);
        RestoreVerb larger = new RestoreVerb();
        larger.mebibytes = 455;
        larger.segmentCounts = List.of(120);
        larger.changedRows = 100;
        larger.segmentsPerIndex = 2;
        larger.run(workspace, report);
        RestoreVerb restore = new RestoreVerb();
        restore.storage = StorageOptions.s3();
        restore.segmentCounts = List.of(100);
        restore.run(workspace, report);
        RestoreVerb day = new RestoreVerb();
        day.storage = StorageOptions.s3();
        day.mebibytes = 16;
        day.segmentCounts = List.of(SECONDS_OF_A_DAY);
        day.changedRows = 1;
        day.checks = List.of("none");
        day.pairs = 1;
        day.run(workspace, report);
        new JmhVerb().run(workspace, report);
    }
}
