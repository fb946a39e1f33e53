package dev.seawall.bench;

/** Carries out one verb, once its options are parsed. */
interface Benchmark {
    /** Measures, and adds a section to the report. */
    void run(Workspace workspace, Report report) throws Exception;
}
