package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.Storages;
import dev.seawall.cli.boot.Candidate;
import dev.seawall.copy.Copier;
import dev.seawall.copy.CopyRequest;
import dev.seawall.copy.CopyRequest.Comparison;
import dev.seawall.copy.CopyResult;
import dev.seawall.replica.GenerationId;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a second replica up to date. */
@Command(
        name = "copy",
        description = {
            "Copy what a second replica lacks of a first one: object by object, unchanged, each one proven on its way.",
            "What is there already is compared and never replaced. Stopped anywhere, the next run goes on. The copy can be"
                    + " restored at every moment, and keeps what the first one's retention deletes.",
            "Fine while the first one is written; nothing else may write to the second."
        })
final class CopyVerb implements Verb {
    private static final Logger log = LoggerFactory.getLogger(CopyVerb.class);

    @Parameters(index = "0", paramLabel = "FROM", description = "The replica to copy.")
    StorageUrl from;

    @Parameters(
            index = "1",
            paramLabel = "TO",
            description = "Where to: an earlier copy, or a path with nothing in it.")
    StorageUrl to;

    @Option(names = "--generation", paramLabel = "ID", description = "Only this generation. Default: all.")
    Optional<GenerationId> generation;

    @Option(
            names = "--compare",
            paramLabel = "quick|full",
            defaultValue = "quick",
            description = "How to compare what is there already: by size, beginning and end, where stamp and checksum"
                    + " stand; or every byte. Default: quick.")
    Comparison comparison;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "How many objects to compare, or to fetch ahead, at the same time. They are stored one by one, in"
                            + " order. From 1. Default: 8.")
    int parallelism;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException {
        if (from.equals(to)) {
            throw new UsageException("FROM and TO are the same replica, " + from + ": name two");
        }
        try (Storage source = Storages.open(from);
                Storage target = Storages.open(to);
                ProgressDisplay progress = ProgressDisplay.on(console, "copy")) {
            new Candidate(from, source).requireThere();
            CopyRequest request =
                    new CopyRequest(source, target, generation, comparison, parallelism, progress.listener());
            CopyResult result = new Copier().copy(request);
            result.warnings().forEach(log::warn);
            result.damage().forEach(found -> log.warn("{}: what needs it was not copied", found.getMessage()));
            print(result, console);
            return result.damage().isEmpty() ? ExitCode.DONE : ExitCode.DAMAGED;
        }
    }

    private void print(CopyResult result, Console console) throws IOException {
        if (!format.json) {
            console.out()
                    .printf(
                            "copied %d objects, %d bytes; %d were there already%n",
                            result.copiedObjects(), result.copiedBytes(), result.presentObjects());
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", from.toString());
        fields.put("to", to.toString());
        fields.put("generations", result.generations());
        fields.put("copied_objects", result.copiedObjects());
        fields.put("copied_bytes", result.copiedBytes());
        fields.put("present_objects", result.presentObjects());
        fields.put("warnings", result.warnings());
        fields.put("damage", result.damage().stream().map(Throwable::getMessage).toList());
        console.out().println(JSON.std.asString(fields));
    }
}
