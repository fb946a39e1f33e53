package dev.seawall.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts Java programs with the class path and the Java of this one, and ends them when it ends. */
final class JavaProcess implements AutoCloseable {
    /** From this version on, loading SQLite's native code unasked prints a warning. */
    private static final int JAVA_THAT_WARNS = 22;

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Thread endWithUs;

    private JavaProcess(ProcessBuilder builder) throws IOException {
        process = builder.start();
        endWithUs = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** Starts a program whose output goes into a file. */
    static JavaProcess start(Path log, Class<?> main, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(commandLine(main, args))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new JavaProcess(builder);
    }

    /** Runs a program to its end and returns what it printed. Its standard error is ours. */
    static Output run(Class<?> main, String... args) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(commandLine(main, args)).redirectError(ProcessBuilder.Redirect.INHERIT);
        try (JavaProcess running = new JavaProcess(builder)) {
            String text = new String(running.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(running.await(), text);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as an operating system short of memory would: SIGKILL. */
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        await();
    }

    /** Asks it to end, SIGTERM, and returns its exit code. */
    int stop() throws IOException, InterruptedException {
        process.destroy();
        return await();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            // We are ending: the hook runs already.
        }
    }

    private int await() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("process " + process.pid() + " has not ended within " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    private static List<String> commandLine(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /** What a program printed, and its exit code. */
    record Output(int exitCode, String text) {}
}
