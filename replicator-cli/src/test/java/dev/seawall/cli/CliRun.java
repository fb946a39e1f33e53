package dev.seawall.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;

/** What one command line did: its exit code and what it printed. */
record CliRun(int exitCode, String out, String err) {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static CliRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err));
        int exitCode = new Main(console, InstantSource.fixed(NOW)).run(args);
        return new CliRun(exitCode, out.toString(), err.toString());
    }
}
