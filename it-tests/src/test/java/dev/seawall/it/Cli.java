package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs Seawall's command line as a user would: in a process of its own. */
final class Cli {
    private final Path folder;
    private final Map<String, String> environment;

    /** @param folder the current folder of what is run; its output is kept there, too */
    Cli(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** How a call ended, and what it said. */
    record Result(int code, String out, String err) {
        Result expect(int expected) {
            assertThat(code).as("exit code; it said: %s", err).isEqualTo(expected);
            return this;
        }

        /** The one line of an error. */
        String errorLine() {
            assertThat(err.strip().lines()).as("lines on stderr").hasSize(1);
            return err.strip();
        }
    }

    /** Starts {@code replicate}, which goes on until it is stopped. */
    Child replicate(Path database, String url, List<String> options) throws IOException {
        return start("replicate", Jvm.QUICK_START, Words.of("replicate", options, database.toString(), url));
    }

    Child start(String name, List<String> jvmOptions, List<String> args) throws IOException {
        return Child.start(folder, name, Jvm.seawall(jvmOptions, args), environment);
    }

    Result run(List<String> args) throws IOException {
        try (Child child = start(args.get(0), Jvm.QUICK_START, args)) {
            int code = child.exitCode();
            return new Result(code, child.out(), child.err());
        }
    }

    Result run(String... args) throws IOException {
        return run(List.of(args));
    }

    /** Restores, which must succeed, and returns what was restored. */
    Restored restore(String url, Path output, String... options) throws IOException {
        Result result = run(Words.of("restore", List.of(options), "--json", "-o", output.toString(), url))
                .expect(0);
        Map<String, Object> map = JSON.std.mapFrom(result.out());
        return new Restored(output, String.valueOf(map.get("generation")), number(map, "commit"));
    }

    /** What was restored from which point. */
    record Restored(Path database, String generation, long commit) {}

    /** Runs a verb that lists, with {@code --json}. */
    List<Map<String, Object>> list(String verb, String url, String... options) throws IOException {
        Result result = run(Words.of(verb, List.of(options), "--json", url)).expect(0);
        return JSON.std.listFrom(result.out()).stream().map(Cli::row).toList();
    }

    @SuppressWarnings("unchecked") // JSON's keys are texts
    private static Map<String, Object> row(Object row) {
        return (Map<String, Object>) row;
    }

    private static long number(Map<String, Object> row, String name) {
        if (row.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new AssertionError("no number " + name + " in " + row);
    }

    /** All restore points, oldest first. */
    List<Point> timeline(String url) throws IOException {
        return list("timeline", url, "--limit", "10000000").stream()
                .map(Point::of)
                .toList();
    }

    /** A restore point. */
    record Point(String generation, long commit, int index, long offsetBytes) {
        private static Point of(Map<String, Object> row) {
            return new Point(
                    String.valueOf(row.get("generation")),
                    number(row, "commit"),
                    Integer.parseInt(String.valueOf(row.get("index")), 16),
                    Long.parseLong(String.valueOf(row.get("offset")), 16));
        }
    }
}
