package dev.seawall.bench;

import picocli.CommandLine.Command;

/** Runs every benchmark as it runs by default. */
@Command(name = "all", description = "Run all of them with their defaults: about ten minutes.")
final class AllVerb implements Benchmark {
    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        new JmhVerb().run(workspace, report);
        new LagVerb().run(workspace, report);
        new ImpactVerb().run(workspace, report);
        new FootprintVerb().run(workspace, report);
        new RestoreVerb().run(workspace, report);
    }
}
