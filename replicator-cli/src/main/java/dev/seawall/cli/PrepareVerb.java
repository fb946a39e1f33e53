package dev.seawall.cli;

import dev.seawall.cli.prepare.NativeLibraries;
import dev.seawall.cli.prepare.Rehearsal;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets the launcher start faster from now on; only the launcher calls it. */
@Command(name = "prepare", hidden = true, description = "Make later starts faster; the launcher's own.")
final class PrepareVerb implements Verb {
    @Parameters(paramLabel = "FOLDER", description = "Takes the native libraries.")
    Path folder = Path.of("");

    @Override
    public ExitCode run(Console console) throws Exception {
        NativeLibraries.copyTo(folder);
        Console silent = new Console(new PrintWriter(Writer.nullWriter()), console.err());
        new Rehearsal(args -> new Main(silent, InstantSource.system()).run(args)).perform();
        return ExitCode.DONE;
    }
}
