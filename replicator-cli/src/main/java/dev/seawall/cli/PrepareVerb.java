package dev.seawall.cli;

import dev.seawall.cli.prepare.NativeLibraries;
import dev.seawall.cli.prepare.Rehearsal;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets the launcher start faster from now on: it calls this, and keeps the classes that are loaded meanwhile. */
@Command(
        name = "prepare",
        description = {
            "Make later starts faster, after a release was unpacked or Java was updated.",
            "Writes beside the program's jars, for this machine and this Java."
        })
final class PrepareVerb implements Verb {
    @Parameters(paramLabel = "FOLDER", arity = "0..1", hidden = true, description = "Takes the native libraries.")
    Optional<Path> folder = Optional.empty();

    @Override
    public ExitCode run(Console console) throws Exception {
        NativeLibraries.copyTo(folder.orElseThrow(
                () -> new UsageException("the launcher does this: run 'seawall prepare', not java itself")));
        Console silent = new Console(new PrintWriter(Writer.nullWriter()), console.err());
        new Rehearsal(args -> new Main(silent, InstantSource.system()).run(args)).perform();
        return ExitCode.DONE;
    }
}
