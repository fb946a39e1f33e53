package dev.seawall.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux says of a process, in {@code /proc}.
 *
 * @param residentBytes its memory now
 * @param peakBytes the most it ever had
 */
record ProcessFigures(long residentBytes, long peakBytes, long threads, long descriptors) {
    private static final Path PROC = Path.of("/proc");

    /** Tells whether this system can say anything at all. */
    static boolean areThere() {
        return Files.isDirectory(PROC.resolve("self/fd"));
    }

    static ProcessFigures of(long pid) throws IOException {
        Path folder = PROC.resolve(Long.toString(pid));
        long descriptors;
        try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
            descriptors = open.count();
        }
        Path status = folder.resolve("status");
        return new ProcessFigures(
                kibibytes(status, "VmRSS:") << 10,
                kibibytes(status, "VmHWM:") << 10,
                kibibytes(status, "Threads:"),
                descriptors);
    }

    /** The most memory that it ever had, as far as the system tells: nothing where it has ended. */
    static long peakBytes(long pid) {
        try {
            return kibibytes(PROC.resolve(pid + "/status"), "VmHWM:") << 10;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long kibibytes(Path status, String key) throws IOException {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).replace("kB", "").strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> new IOException(status + " does not say " + key));
        }
    }
}
