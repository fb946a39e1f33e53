package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Is a process that a test started: its output goes to two files, so that no full pipe can stop it, and it does not
 * outlive the test.
 */
final class Child implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long LONGEST_SECONDS = 120;

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param folder where its output goes, and its current folder */
    static Child start(Path folder, String name, List<String> command, Map<String, String> environment)
            throws IOException {
        String unique = name + "-" + COUNT.incrementAndGet();
        Path out = folder.resolve(unique + ".out");
        Path err = folder.resolve(unique + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Child(unique, builder.start(), out, err);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Sends SIGTERM; again, if called again. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            assertThat(ended)
                    .as("%s ended within %d s; it said: %s", name, LONGEST_SECONDS, err())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Waits for its end, which must be this one. */
    void expectExit(int code) {
        assertThat(exitCode())
                .as("exit code of %s, which said: %s", name, err())
                .isEqualTo(code);
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
