package dev.seawall.cli.config;

import dev.seawall.Footprint;
import dev.seawall.RealPath;
import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.storage.StorageUrl;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what two databases, or two replicas, would both write to. Opens nothing: links are resolved, and files told apart
 * by their inode.
 */
final class Overlaps {
    private final Findings findings;
    private final List<Base> databases = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();

    private Overlaps(Findings findings) {
        this.findings = findings;
    }

    /** A database that was looked at. */
    private record Base(Placed placed, Footprint footprint) {
        static Base of(Placed placed) {
            return new Base(
                    placed,
                    Footprint.of(
                            placed.database().path(),
                            placed.database().settings().stateDirectory()));
        }

        int line() {
            return placed.path().line();
        }
    }

    /** A replica, its folder's links resolved. */
    private record Target(StorageUrl real, StorageUrl url, Place place) {
        static Target of(ReplicaConfiguration replica, Place place) {
            return new Target(RealPath.of(replica.url()), replica.url(), place);
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
        Base database = Base.of(placed);
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

    private void compare(Base before, Base database) {
        if (database.footprint().isSameFileAs(before.footprint())) {
            findings.problem(
                    database.placed().path(),
                    "this is the same file as the database in line " + before.line()
                            + "; name it once, with all its replicas");
        } else if (database.footprint().hasStateFolderOf(before.footprint())) {
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

    private void compare(Target replica, Base database) {
        if (database.footprint().hasInStateFolder(replica.url())) {
            findings.problem(
                    replica.place(),
                    replica.url() + " lies in the state folder of the database in line " + database.line()
                            + "; name another folder");
        } else if (database.footprint().isInPlaceOf(replica.url())) {
            findings.problem(
                    replica.place(), replica.url() + " is the database in line " + database.line() + "; name a folder");
        }
    }
}
