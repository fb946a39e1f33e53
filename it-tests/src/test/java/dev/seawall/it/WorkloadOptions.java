package dev.seawall.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads an application's settings from arguments of the form {@code key=value}. An unknown key is refused. */
final class WorkloadOptions {
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("seed", "1"),
            Map.entry("transactions", "0"),
            Map.entry("seconds", "0"),
            Map.entry("page-size", "4096"),
            Map.entry("busy-timeout-ms", "0"),
            Map.entry("pause-ms", "0"),
            Map.entry("writers", "2"),
            Map.entry("readers", "1"),
            Map.entry("cache-pages", "10"),
            Map.entry("auto-checkpoint", "1000"),
            Map.entry("synchronous", "NORMAL"),
            Map.entry("secure-delete", "OFF"),
            Map.entry("auto-vacuum", "NONE"),
            Map.entry("vacuum-one-in", "400"),
            Map.entry("stop-file", ""),
            Map.entry("db", ""),
            Map.entry("log", ""));

    private final Map<String, String> values = new HashMap<>(DEFAULTS);

    WorkloadOptions(String... args) {
        Arrays.stream(args).forEach(this::set);
    }

    private void set(String arg) {
        int equals = arg.indexOf('=');
        if (equals < 0 || !DEFAULTS.containsKey(arg.substring(0, equals))) {
            throw new IllegalArgumentException("'" + arg + "' is not key=value with one of " + DEFAULTS.keySet());
        }
        values.put(arg.substring(0, equals), arg.substring(equals + 1));
    }

    /** The database. */
    Path database() {
        return path("db").orElseThrow(() -> new IllegalArgumentException("db= is missing"));
    }

    /** Where acknowledged transactions are written down. */
    Path log() {
        return path("log").orElseThrow(() -> new IllegalArgumentException("log= is missing"));
    }

    /** The file whose appearance stops the application. Without one, the end of standard input does. */
    Optional<Path> stopFile() {
        return path("stop-file");
    }

    /** How long to run; no end if zero. */
    Duration duration() {
        return Duration.ofSeconds(number("seconds"));
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    String text(String key) {
        return values.getOrDefault(key, "");
    }

    private Optional<Path> path(String key) {
        return text(key).isEmpty() ? Optional.empty() : Optional.of(Path.of(text(key)));
    }
}
