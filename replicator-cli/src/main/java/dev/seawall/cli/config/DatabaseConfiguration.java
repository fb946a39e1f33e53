package dev.seawall.cli.config;

import dev.seawall.Member;
import dev.seawall.RealPath;
import dev.seawall.Replication;
import java.nio.file.Path;
import java.util.List;

/**
 * Says how one database is replicated, and where to.
 *
 * @param path absolute; need not exist yet
 * @param written as it stands in the file
 * @param replicas one or more
 */
public record DatabaseConfiguration(
        Path path,
        String written,
        List<ReplicaConfiguration> replicas,
        Replication.Settings settings,
        WhenMissing whenMissing) {
    /** Says what to do about a database that does not exist when all starts. */
    public enum WhenMissing {
        WAIT,
        RESTORE
    }

    public DatabaseConfiguration {
        replicas = List.copyOf(replicas);
    }

    /** What a {@link dev.seawall.Fleet} is to do with it. */
    public Member member() {
        return new Member(path, List.copyOf(replicas), settings);
    }

    /** Tells whether an argument means this database: as it is written in the file, or by another way to it. */
    boolean isMeantBy(String argument) {
        return argument.equals(written) || RealPath.of(Path.of(argument)).equals(RealPath.of(path));
    }
}
