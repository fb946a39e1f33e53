package dev.seawall.cli.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is the application's process: a child with our input, output, environment and current folder, and none of our
 * descriptors, which Java closes in each process that it starts.
 */
final class Application {
    private static final Logger log = LoggerFactory.getLogger(Application.class);
    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);

    private final Process process;

    private Application(Process process) {
        this.process = process;
    }

    static Application start(Command command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command.words()).inheritIO().start();
        } catch (IOException e) {
            throw new NotStartedException(e);
        }
        // Not its arguments: there may be secrets among them.
        log.info("started {} as process {}", command.program(), process.pid());
        return new Application(process);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Waits for its end, however long that takes; 128 + the number of the signal that ended it, if one did. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Tells whether it ended within a time. */
    boolean endsWithin(Duration longest) throws InterruptedException {
        return process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Asks it to end. */
    void terminate() {
        process.destroy();
    }

    /**
     * Sends it a signal. Java itself can send SIGTERM alone; for others it takes a shell, which has {@code kill} built in
     * wherever there is one.
     *
     * @param signal without {@code SIG}
     */
    void send(String signal) {
        if (signal.equals("TERM")) {
            terminate();
            return;
        }
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process.pid())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean sent = kill.waitFor(LONGEST_KILL.toNanos(), TimeUnit.NANOSECONDS) && kill.exitValue() == 0;
            kill.destroyForcibly();
            if (sent || !isRunning()) {
                return;
            }
            log.warn("SIG{} could not be passed on to the application", signal);
        } catch (IOException e) {
            log.warn("SIG{} cannot be passed on without /bin/sh: {}", signal, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (signal.equals("INT")) {
            terminate(); // it means the same to nearly every program, and somebody waits for the end
        }
    }
}
