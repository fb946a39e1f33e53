package dev.seawall.fuzz;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Lets Jazzer search for bad inputs, one target after another, each in a JVM of its own, for {@code -Dfuzz.seconds} (60)
 * each; {@code -Dfuzz.only=Stamp} takes those with that in their name. The profile {@code fuzz} runs this; nothing else does.
 *
 * <p>What Jazzer learns stays in {@code target/fuzz/<target>/corpus} for the next run. A finding is a file beside that
 * folder: put it among the samples, under a name that says what it is.
 */
public abstract class FuzzingRun {
    protected abstract List<FuzzTarget> targets();

    @TestFactory
    Stream<DynamicTest> target_givenTime_hasNoFinding() {
        String only = System.getProperty("fuzz.only", "");
        return targets().stream()
                .filter(target -> target.getClass().getSimpleName().contains(only))
                .map(target -> dynamicTest(target.getClass().getSimpleName(), () -> run(target)));
    }

    private static void run(FuzzTarget target) throws IOException, InterruptedException {
        Path folder =
                Path.of("target", "fuzz", target.getClass().getSimpleName()).toAbsolutePath();
        Path learned = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                // A parser that keeps what it read runs out of memory here; a test of an hour's input would not.
                "-Xmx512m",
                "-Dseawall.test.log=OFF",
                "-Dfuzz.target=" + target.getClass().getName(),
                "-cp",
                System.getProperty("java.class.path", ""),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + JazzerEntry.class.getName(),
                "--instrumentation_includes=dev.seawall.**",
                "--custom_hook_includes=dev.seawall.**",
                // State files and folders are what these parsers are about, and regular expressions are fixed.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + File.separator,
                "-max_total_time=" + Integer.getInteger("fuzz.seconds", 60),
                "-timeout=60",
                "-max_len=16384",
                "-print_final_stats=1",
                learned.toString(),
                Samples.of(target).folder().toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new AssertionError("exit code " + exit + ", see " + log);
        }
    }
}
