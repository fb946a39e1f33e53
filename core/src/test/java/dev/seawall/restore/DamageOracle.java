package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.ObjectName;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what a restore from a damaged replica may give.
 *
 * <ul>
 *   <li>The state asked for.
 *   <li>An error that names a touched object, and leaves nothing behind.
 *   <li>An error that says "not there", but only where what is left begins after the target, or ends before the commit
 *       number.
 *   <li>An older state, in two cases only. One: every object left in the generation tells of nothing newer; its end is
 *       gone, and no reader can know of it. Two: no snapshot is left for the target in its generation; then the one
 *       before it answers, and a warning says so.
 * </ul>
 */
final class DamageOracle {
    private final TwoGenerations sound;
    private final Path directory;

    /** @param directory an empty one */
    DamageOracle(TwoGenerations sound, Path directory) {
        this.sound = sound;
        this.directory = directory;
    }

    /** @param touched the objects that were removed, changed or added */
    void judge(MemoryStorage damaged, Set<String> touched, Target target, Optional<GenerationId> within)
            throws Exception {
        Point asked = sound.sound(target, within).orElseThrow();
        String what = target + " after " + touched;
        Path output = directory.resolve("restored.db");
        try {
            RestoreRequest request =
                    RestoreRequest.latest(damaged, output).withTarget(target).withParallelism(2);
            RestoreResult result = new Restorer(attempt -> {}, 1 << 20)
                    .restore(within.map(request::withGeneration).orElse(request));
            byte[] restored = Files.readAllBytes(output);
            Files.delete(output);
            boolean allowed = Arrays.equals(restored, asked.state())
                    || olderStates(damaged, target, asked, within, result).stream()
                            .anyMatch(point -> Arrays.equals(restored, point.state()));
            assertThat(allowed)
                    .as("%s gives %s, warned %s", what, result.point(), result.warnings())
                    .isTrue();
        } catch (DamagedReplicaException e) {
            assertThat(names(touched, e.key()))
                    .as("%s: %s", what, e.getMessage())
                    .isTrue();
        } catch (NothingToRestoreException e) {
            assertThat(isNothingLeft(damaged, target, asked, within))
                    .as("%s: %s", what, e.getMessage())
                    .isTrue();
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** Where the first segment of an index is gone, only its successor could tell that the one before had ended. */
    private boolean names(Set<String> touched, String key) {
        boolean isAnObject = sound.storage().keys().contains(key);
        return touched.contains(key) || (!isAnObject && touched.stream().anyMatch(gone -> isNextIndex(key, gone)));
    }

    private static boolean isNextIndex(String key, String gone) {
        int name = key.lastIndexOf('/') + 1;
        String next = String.format("%08x_00000000", Integer.parseInt(key.substring(name, name + 8), 16) + 1);
        return gone.startsWith(key.substring(0, name) + next);
    }

    private List<Point> olderStates(
            MemoryStorage damaged, Target target, Point asked, Optional<GenerationId> within, RestoreResult result)
            throws IOException {
        List<Point> older = new ArrayList<>();
        TestReplica replica = sound.of(asked.position().generation());
        boolean warned = !result.warnings().isEmpty();
        boolean hasSnapshot = hasSnapshotFor(damaged, asked);
        if (target instanceof Target.AtCommit) {
            return older;
        }
        long known = lastKnown(damaged, replica);
        boolean mustWarn = target instanceof Target.AtTime || replica == sound.first();
        if (hasSnapshot && known < asked.commit() && (warned || !mustWarn || within.isPresent())) {
            older.add(replica.points().get((int) known));
        }
        boolean whollyGone = known < 0;
        if (!hasSnapshot && replica == sound.second() && within.isEmpty() && (warned || whollyGone)) {
            older.add(sound.first().points().get((int) lastKnown(damaged, sound.first())));
        }
        return older;
    }

    private boolean isNothingLeft(MemoryStorage damaged, Target target, Point asked, Optional<GenerationId> within)
            throws IOException {
        TestReplica replica = sound.of(asked.position().generation());
        if (target instanceof Target.AtCommit && lastKnown(damaged, replica) < asked.commit()) {
            return true;
        }
        // A commit number asks the newest generation that can be restored; if it is another now, it may have no such.
        boolean another = within.isEmpty() && replica == sound.second() && !(target instanceof Target.AtCommit);
        return !hasSnapshotFor(damaged, asked) && !(another && hasAnySnapshot(damaged, sound.first()));
    }

    /** The last commit that any object left in the storage tells of, or -1. */
    private long lastKnown(MemoryStorage damaged, TestReplica replica) {
        return damaged.keys().stream()
                .filter(key -> key.contains(replica.generation().text()))
                .mapToLong(sound::lastTold)
                .max()
                .orElse(-1);
    }

    private boolean hasSnapshotFor(MemoryStorage damaged, Point asked) {
        String folder = ObjectName.folder(asked.position().generation()) + "snapshots/";
        return damaged.keys().stream()
                .anyMatch(key ->
                        key.startsWith(folder) && sound.lastTold(key) >= 0 && sound.lastTold(key) <= asked.commit());
    }

    private static boolean hasAnySnapshot(MemoryStorage damaged, TestReplica replica) {
        String folder = ObjectName.folder(replica.generation()) + "snapshots/";
        return damaged.keys().stream().anyMatch(key -> key.startsWith(folder));
    }
}
