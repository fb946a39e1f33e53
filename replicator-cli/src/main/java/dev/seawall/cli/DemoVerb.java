package dev.seawall.cli;

import dev.seawall.cli.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows on a small application that it works. */
@Command(
        name = "demo",
        description = {
            "Replicate, destroy and restore the database of a small application, and prove it equal commit by commit.",
            "Takes about 15 seconds, and needs no network."
        })
final class DemoVerb implements Verb {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to do it: a folder that does not exist yet. Default: a temporary one.")
    Optional<Path> folder;

    @Option(names = "--keep", description = "Keep all files. Otherwise they are deleted unless something failed.")
    boolean keep;

    @Option(
            names = "--length",
            paramLabel = "DURATION",
            defaultValue = "8s",
            description = "How long the application works before it is killed. From 2s. Default: 8s.")
    Duration length;

    @Override
    public ExitCode run(Console console) throws IOException, SQLException, InterruptedException {
        if (length.toSeconds() < 2) {
            throw new UsageException("--length " + length.toMillis() + "ms is too short: 2s at least");
        }
        Path root =
                folder.isPresent() ? Files.createDirectory(folder.get()) : Files.createTempDirectory("seawall-demo-");
        Demo demo = new Demo(Main.class, root.toRealPath(), length, console.out());
        demo.run();
        if (keep) {
            console.out().println("Everything is kept in " + root + ".");
        } else {
            Demo.clean(root);
        }
        return ExitCode.DONE;
    }
}
