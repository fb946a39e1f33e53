package dev.seawall.cli;

import dev.seawall.restore.RestorePlan;
import dev.seawall.restore.RestoreResult;
import java.io.IOException;
import java.nio.file.Path;

/** Prints what a restore did or would do. */
interface RestoreReport {
    /** Prints what would be done. */
    void print(Path output, RestorePlan plan) throws IOException;

    /** Prints what was done. */
    void print(RestoreResult result) throws IOException;

    /** Prints why nothing was done, although all is well. */
    void printNothingToDo(Path output, String why) throws IOException;
}
