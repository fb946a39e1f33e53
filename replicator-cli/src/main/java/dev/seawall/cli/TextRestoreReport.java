package dev.seawall.cli;

import dev.seawall.restore.RestorePlan;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.RestoreResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints a restore for people: warnings go to the log, so that they are seen wherever the output goes. */
final class TextRestoreReport implements RestoreReport {
    private static final Logger log = LoggerFactory.getLogger(TextRestoreReport.class);

    private final PrintWriter out;

    TextRestoreReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void print(Path output, RestorePlan plan) {
        plan.warnings().forEach(log::warn);
        out.println("would restore " + output + " as of " + describe(plan.target()));
        out.println("  snapshot  " + plan.snapshot().name().key() + "  "
                + plan.snapshot().sizeBytes() + " bytes");
        out.println("  segments  " + plan.segments().size() + "  " + plan.segmentBytes() + " bytes");
        out.println("  to fetch  " + plan.totalBytes() + " bytes");
        out.println("names and some stamps were looked at, no content: only a restore proves that nothing is missing");
    }

    @Override
    public void print(RestoreResult result) {
        result.warnings().forEach(log::warn);
        out.printf(
                "restored %s as of %s: %d bytes in %.1f s%n",
                result.output(),
                describe(result.point()),
                result.databaseBytes(),
                result.duration().toMillis() / 1_000.0);
    }

    @Override
    public void printNothingToDo(Path output, String why) {
        out.println("nothing to do: " + why);
    }

    private static String describe(RestorePoint point) {
        String commit = point.commit().isPresent() ? "commit " + point.commit().getAsLong() + ", " : "";
        return commit + Times.text(point.time()) + ", position " + point.position();
    }
}
