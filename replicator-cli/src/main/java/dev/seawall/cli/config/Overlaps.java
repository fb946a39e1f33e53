package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.replicate.Replicator;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what two databases, or two replicas, would both write to. Opens nothing: links are resolved, and files told apart
 * by their inode.
 */
final class Overlaps {
    private final Findings findings;
    private final List<Footprint> databases = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();

    private Overlaps(Findings findings) {
        this.findings = findings;
    }

    /** A database's files, links resolved; no inode while it does not exist. */
    private record Footprint(Placed placed, Path file, Optional<Object> inode, Path state) {
        static Footprint of(Placed placed) {
            Path file = RealPath.of(placed.database().path());
            Optional<Path> named = placed.database().settings().stateDirectory();
            return new Footprint(placed, file, inode(file), RealPath.of(Replicator.stateFolder(file, named)));
        }

        private static Optional<Object> inode(Path file) {
            try {
                return Optional.ofNullable(
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        boolean isSameFileAs(Footprint other) {
            return file.equals(other.file) || (inode.isPresent() && inode.equals(other.inode));
        }

        int line() {
            return placed.path().line();
        }
    }

    /** A replica, its folder's links resolved. */
    private record Target(StorageUrl real, StorageUrl url, Place place) {
        static Target of(ReplicaConfiguration replica, Place place) {
            StorageUrl url = replica.url();
            StorageUrl real = url instanceof StorageUrl.File file ? new StorageUrl.File(RealPath.of(file.root())) : url;
            return new Target(real, url, place);
        }

        boolean isIn(Target outer) {
            return real.liesIn(outer.real);
        }
    }

    static void check(List<Placed> databases, Findings findings) {
        Overlaps overlaps = new Overlaps(findings);
        databases.forEach(overlaps::add);
    }

    private void add(Placed placed) {
        Footprint database = Footprint.of(placed);
        databases.forEach(before -> compare(before, database));
        targets.forEach(target -> compare(target, database));
        databases.add(database);
        for (int i = 0; i < placed.replicas().size(); i++) {
            Target target = Target.of(
                    placed.database().replicas().get(i), placed.replicas().get(i));
            targets.forEach(before -> compare(before, target));
            databases.forEach(known -> compare(target, known));
            targets.add(target);
        }
    }

    private void compare(Footprint before, Footprint database) {
        if (database.isSameFileAs(before)) {
            findings.problem(
                    database.placed().path(),
                    "this is the same file as the database in line " + before.line()
                            + "; name it once, with all its replicas");
        } else if (before.state().equals(database.state())) {
            findings.problem(
                    database.placed().stateDirectory(),
                    "this has the same state folder as the database in line " + before.line()
                            + "; give each its own 'state-dir'");
        }
    }

    private void compare(Target before, Target replica) {
        if (replica.isIn(before) && before.isIn(replica)) {
            findings.problem(
                    replica.place(),
                    replica.url() + " is the replica in line " + before.place().line()
                            + " already; give each a path of its own");
        } else if (replica.isIn(before) || before.isIn(replica)) {
            findings.problem(
                    replica.place(),
                    replica.url() + " and the replica in line " + before.place().line()
                            + " lie one in the other; give each a path of its own");
        }
    }

    private void compare(Target replica, Footprint database) {
        if (!(replica.real() instanceof StorageUrl.File folder)) {
            return;
        }
        if (folder.root().startsWith(database.state())) {
            findings.problem(
                    replica.place(),
                    replica.url() + " lies in the state folder of the database in line " + database.line()
                            + "; name another folder");
        } else if (folder.root().startsWith(database.file())) {
            findings.problem(
                    replica.place(), replica.url() + " is the database in line " + database.line() + "; name a folder");
        }
    }
}
