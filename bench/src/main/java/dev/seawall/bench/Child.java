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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Is a program that was started here. It ends when this process does. */
final class Child implements AutoCloseable {
    /** From this version on, loading native code unasked prints a warning. */
    private static final int JAVA_THAT_WARNS = 22;

    private static final int LAST_LINES = 20;
    /** Comes after the last line. */
    private static final String END = "\0end of output";

    private final String name;
    private final Path log;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread endWithUs;

    private Child(String name, Path log, Process process, Predicate<String> taken) {
        this.name = name;
        this.log = log;
        this.process = process;
        Thread reader = new Thread(() -> read(taken), "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
        this.endWithUs = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** @param folder takes what the program writes to its standard error */
    static Child start(Path folder, String name, List<String> command, Map<String, String> environment)
            throws IOException {
        return start(folder, name, command, environment, line -> false);
    }

    /**
     * Starts a program of ours, with the class path and the Java of this one.
     *
     * @param taken sees each line of its output first, on a thread of its own, and says whether it keeps it
     */
    static Child java(Path folder, Class<?> main, Predicate<String> taken, String... args) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(javaHome().resolve("bin/java").toString(), "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return start(folder, main.getSimpleName(), command, Map.of(), taken);
    }

    private static Child start(
            Path folder, String name, List<String> command, Map<String, String> environment, Predicate<String> taken)
            throws IOException {
        Path log = folder.resolve(name.replace(' ', '-') + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Child(name, log, builder.start(), taken);
    }

    /** Where the Java is that runs this, and what is measured too. */
    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private void read(Predicate<String> taken) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!taken.test(line)) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // It has ended, which the end of its output says as well.
        } finally {
            lines.add(END);
        }
    }

    /** Waits for the next line of the program's output, and returns what follows these words. */
    String expect(String words, Duration patience) throws IOException, InterruptedException {
        String found = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (found == null) {
            throw failed("has not said '" + words + "' within " + patience.toSeconds() + " s");
        }
        if (!found.startsWith(words)) {
            throw failed(found.equals(END) ? "ended without saying " + words : "said " + found + ", not " + words);
        }
        return found.substring(words.length()).strip();
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
        awaitEnd(patience, Set.of(0));
    }

    /** Waits for the end, with one of these exit codes. */
    void awaitEnd(Duration patience, Set<Integer> codes) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failed("has not ended within " + patience.toSeconds() + " s");
        }
        if (!codes.contains(process.exitValue())) {
            throw failed("ended with " + process.exitValue());
        }
    }

    /** Tells whether it has ended, after waiting for that a while. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
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
