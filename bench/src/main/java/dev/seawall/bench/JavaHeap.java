package dev.seawall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What another Java process has on its heap, as {@code jstat} reads it from outside.
 *
 * @param usedBytes by objects, those included that nobody refers to any more
 * @param committedBytes what Java has taken of the system for it
 */
record JavaHeap(long usedBytes, long committedBytes) {
    private static final int PATIENCE_SECONDS = 30;

    /** Empty where Java came without its tools, or the process tells nothing. */
    static Optional<JavaHeap> of(long pid) throws IOException, InterruptedException {
        Path tool = Child.javaHome().resolve("bin/jstat");
        if (!Files.isExecutable(tool)) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder(tool.toString(), "-gc", Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.empty();
        }
        List<String> lines;
        try (BufferedReader output = process.inputReader()) {
            lines = output.lines().toList();
        }
        if (process.exitValue() != 0 || lines.size() < 2) {
            return Optional.empty();
        }
        List<String> names = List.of(lines.get(0).strip().split("\\s+"));
        List<String> values = List.of(lines.get(1).strip().split("\\s+"));
        return Optional.of(new JavaHeap(
                kibibytes(names, values, List.of("S0U", "S1U", "EU", "OU")) << 10,
                kibibytes(names, values, List.of("S0C", "S1C", "EC", "OC")) << 10));
    }

    private static long kibibytes(List<String> names, List<String> values, List<String> wanted) {
        return Math.round(wanted.stream()
                .mapToDouble(name -> Double.parseDouble(values.get(names.indexOf(name))))
                .sum());
    }
}
