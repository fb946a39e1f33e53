package dev.seawall.cli;

import dev.seawall.cli.boot.Candidate;
import dev.seawall.cli.boot.NewestReplica;
import dev.seawall.cli.config.Configuration;
import dev.seawall.cli.config.DatabaseConfiguration;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.cli.config.ReplicaConfiguration;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.restore.Emptiness;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.storage.InvalidUrlException;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds the replica's address, or the name of a database of the configuration file, to the verbs that read a replica. */
final class ReplicaArgument {
    private static final Logger log = LoggerFactory.getLogger(ReplicaArgument.class);
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    @Parameters(
            index = "0",
            paramLabel = "URL|DB",
            description =
                    "The replica: file:///folder, a plain path, or s3://bucket/prefix?endpoint=...&region=...; or a"
                            + " database of the configuration file. What is an address, or a folder that exists, is a replica.")
    String argument;

    @Mixin
    ConfigurationOption configuration;

    /**
     * Says what the argument stands for.
     *
     * @param replicas one or more
     * @param database empty if a replica was named
     */
    record Named(List<ReplicaConfiguration> replicas, Optional<Path> database) {
        /** Says that all of them are empty. */
        String noBackup() {
            String urls =
                    replicas.stream().map(replica -> replica.url().toString()).collect(Collectors.joining(" and "));
            return replicas.size() == 1 ? urls + " holds no backup" : "none of " + urls + " holds a backup";
        }
    }

    Named resolve() throws IOException, InvalidConfigurationException {
        boolean isReplica =
                argument.isBlank() || ADDRESS.matcher(argument).matches() || Files.isDirectory(Path.of(argument));
        if (!isReplica && configuration.isThere()) {
            Configuration all = configuration.load();
            Optional<DatabaseConfiguration> database = all.find(argument);
            if (database.isPresent()) {
                return new Named(
                        database.get().replicas(), Optional.of(database.get().path()));
            }
            String unknown = "'" + argument + "' is no folder, no address, and no database of " + configuration.path()
                    + "; there are " + all.paths();
            if (configuration.file.isPresent()) {
                throw new UsageException(unknown);
            }
            // Nobody said that it should be one: it may be the folder of a disk that is not mounted.
            log.warn(unknown);
        }
        try {
            return new Named(
                    List.of(new ReplicaConfiguration(StorageUrl.parse(argument), Optional.empty())), Optional.empty());
        } catch (InvalidUrlException e) {
            throw new UsageException(Objects.requireNonNullElse(e.getMessage(), "not an address"));
        }
    }

    /**
     * Lists a replica.
     *
     * @throws dev.seawall.restore.NothingToRestoreException if it is empty, but holds what is not ours
     */
    static Collection<GenerationListing> generations(Storage storage) throws IOException {
        Collection<GenerationListing> all = ReplicaListing.read(storage).generations();
        if (all.isEmpty()) {
            Emptiness.requireNoStrangers(storage);
        }
        return all;
    }

    /** Opens the replica; of several, the one that a restore would begin with. */
    Storage open() throws IOException, InvalidConfigurationException {
        List<ReplicaConfiguration> replicas = resolve().replicas();
        List<Candidate> candidates = Candidates.open(replicas);
        if (candidates.size() == 1) {
            candidates.get(0).requireThere();
            return candidates.get(0).storage();
        }
        Optional<Candidate> chosen = Optional.empty();
        try {
            chosen = new NewestReplica(candidates).find(storage -> RestoreRequest.latest(storage, Path.of("none")));
            chosen = chosen.or(() -> Optional.of(candidates.get(0)));
            log.info("showing {}", chosen.get().url());
            return chosen.get().storage();
        } finally {
            Optional<Candidate> kept = chosen;
            Candidates.close(candidates.stream()
                    .filter(candidate -> !kept.equals(Optional.of(candidate)))
                    .toList());
        }
    }
}
