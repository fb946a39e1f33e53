package dev.seawall;

import dev.seawall.replicate.Replicator;
import dev.seawall.sqlite.FileIdentity;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Says which files a replication uses, as far as can be told without opening any of them. Closing a descriptor of a file
 * drops the locks of the whole process on it, so two that clash must be told apart before that.
 *
 * @param named as it was named, for messages
 * @param database links resolved, as far as the file exists
 * @param identity empty while it does not exist
 * @param stateFolder links resolved, as far as it exists
 * @param stateMarks what tells the state folder also under another path, as a mount gives it
 */
public record Footprint(
        Path named, Path database, Optional<FileIdentity> identity, Path stateFolder, Set<StateMark> stateMarks) {
    public static Footprint of(Path database, Optional<Path> stateDirectory) {
        Path real = RealPath.of(database);
        Path state = RealPath.of(Replicator.stateFolder(real, stateDirectory));
        return new Footprint(database, real, identity(real), state, marks(state));
    }

    /** A folder that exists, and the names below it that lead to the state folder. */
    public record StateMark(FileIdentity folder, String below) {}

    /** By itself, and by the folder it is in: it may be compared once before it is created, and once after. */
    private static Set<StateMark> marks(Path state) {
        Set<StateMark> marks = new HashSet<>();
        identity(state).ifPresent(folder -> marks.add(new StateMark(folder, "")));
        Path parent = state.getParent();
        if (parent != null) {
            identity(parent).ifPresent(folder -> marks.add(new StateMark(folder, String.valueOf(state.getFileName()))));
        }
        return marks;
    }

    private static Optional<FileIdentity> identity(Path real) {
        try {
            return Optional.of(FileIdentity.of(real));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public boolean isSameFileAs(Footprint other) {
        return database.equals(other.database) || (identity.isPresent() && identity.equals(other.identity));
    }

    public boolean hasStateFolderOf(Footprint other) {
        return stateFolder.equals(other.stateFolder) || !Collections.disjoint(stateMarks, other.stateMarks);
    }

    /** Tells whether what is kept there would go with the state folder, which may be deleted at any time. */
    public boolean hasInStateFolder(StorageUrl replica) {
        return RealPath.of(replica) instanceof StorageUrl.File folder
                && folder.root().startsWith(stateFolder);
    }

    /** Tells whether a replica's folder would be the database file, or below it. */
    public boolean isInPlaceOf(StorageUrl replica) {
        return RealPath.of(replica) instanceof StorageUrl.File folder
                && folder.root().startsWith(database);
    }

    /** Says why a replica cannot be there; empty if it can. */
    Optional<String> clashWith(StorageUrl replica) {
        if (hasInStateFolder(replica)) {
            return Optional.of(
                    "the replica at " + replica + " lies in the state folder of " + named + ": name another folder");
        }
        return isInPlaceOf(replica)
                ? Optional.of("the replica at " + replica + " is the database " + named + ": name a folder")
                : Optional.empty();
    }

    /** Says what both would use; empty if nothing. */
    Optional<String> clashWith(Footprint other) {
        if (isSameFileAs(other)) {
            String same = named.equals(other.named)
                    ? named + " is there already"
                    : named + " and " + other.named + " are the same file";
            return Optional.of(same + ": name it once, with all its replicas");
        }
        if (hasStateFolderOf(other)) {
            return Optional.of(named + " and " + other.named + " have the same state folder " + stateFolder
                    + ": give each its own with state-dir");
        }
        return Optional.empty();
    }
}
