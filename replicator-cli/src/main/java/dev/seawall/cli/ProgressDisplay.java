package dev.seawall.cli;

import dev.seawall.restore.Progress;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Draws a progress bar on standard error while something is fetched, if that is a terminal. */
final class ProgressDisplay implements AutoCloseable {
    private static final int COLUMNS = 79;
    private static final long MIB = 1L << 20;

    private final Optional<ProgressBar> bar;

    private ProgressDisplay(Optional<ProgressBar> bar) {
        this.bar = bar;
    }

    /** @param task what runs, in a word */
    static ProgressDisplay on(Console console, String task) {
        return new ProgressDisplay(console.isTerminal() ? Optional.of(draw(System.err, task)) : Optional.empty());
    }

    private static ProgressBar draw(PrintStream terminal, String task) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" MiB", MIB)
                .setInitialMax(0)
                .setConsumer(new ConsoleProgressBarConsumer(terminal, COLUMNS))
                .build();
    }

    Progress listener() {
        return bar.<Progress>map(drawn -> (doneBytes, totalBytes) -> {
                    drawn.maxHint(totalBytes);
                    drawn.stepTo(doneBytes);
                })
                .orElse(Progress.NONE);
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
