package dev.seawall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What another Java process has on its heap, as it answers {@code jcmd}.
 *
 * @param usedBytes by objects, those included that nobody refers to any more
 * @param committedBytes what Java has taken of the system for it
 */
record JavaHeap(long usedBytes, long committedBytes) {
    private static final int PATIENCE_SECONDS = 30;
    /**
     * A line of each generation: {@code tenured generation   total 10944K, used 6211K [0x...}; since Java 25 it begins with
     * {@code DefNew} and {@code Tenured}.
     */
    private static final Pattern GENERATION =
            Pattern.compile("(?:generation|DefNew|Tenured) +total (\\d+)K, used (\\d+)K");

    private static final int TOTAL = 1;
    private static final int USED = 2;

    /** Empty where Java came without its tools, or the process tells nothing. */
    static Optional<JavaHeap> of(long pid) throws IOException, InterruptedException {
        Path tool = Child.javaHome().resolve("bin/jcmd");
        if (!Files.isExecutable(tool)) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), "GC.heap_info")
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
        List<MatchResult> generations = lines.stream()
                .flatMap(line -> GENERATION.matcher(line).results())
                .toList();
        return process.exitValue() != 0 || generations.isEmpty()
                ? Optional.empty()
                : Optional.of(new JavaHeap(bytes(generations, USED), bytes(generations, TOTAL)));
    }

    private static long bytes(List<MatchResult> generations, int group) {
        return generations.stream()
                        .mapToLong(generation -> Long.parseLong(generation.group(group)))
                        .sum()
                << 10;
    }
}
