package dev.seawall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Is a Java program with the class path and the Java of this one. It ends when this process does. */
final class JavaProcess implements AutoCloseable {
    /** From this version on, loading native code unasked prints a warning. */
    private static final int JAVA_THAT_WARNS = 22;

    private static final int LAST_LINES = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader output;
    private final Thread endWithUs;

    private JavaProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.endWithUs = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** @param folder takes what the program writes to its standard error */
    static JavaProcess start(Path folder, Class<?> main, String... args) throws IOException {
        String name = main.getSimpleName().equals("Main") ? "seawall " + args[0] : main.getSimpleName();
        Path log = folder.resolve(main.getName() + ".log");
        // The collector that the launcher chooses.
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new JavaProcess(name, log, process);
    }

    /** Waits for a line on the program's standard output. */
    void expect(String line) throws IOException {
        String found = output.readLine();
        if (!line.equals(found)) {
            throw failed("said " + found + " instead of " + line);
        }
    }

    void tell(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw failed("has ended early, with " + process.exitValue());
        }
    }

    /** Sends SIGTERM. */
    void stop() {
        process.destroy();
    }

    /** Waits for the end, which must be a good one. */
    void awaitSuccess(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failed("has not ended within " + patience.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            throw failed("ended with " + process.exitValue());
        }
    }

    long pid() {
        return process.pid();
    }

    /** The processor time that it took so far; zero where the system does not tell. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private IOException failed(String how) throws IOException {
        List<String> said = Files.exists(log) ? Files.readAllLines(log) : List.of();
        List<String> last = said.subList(Math.max(0, said.size() - LAST_LINES), said.size());
        return new IOException(name + " " + how + "; its last words:\n" + String.join("\n", last));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            // We are ending: the hook runs already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
