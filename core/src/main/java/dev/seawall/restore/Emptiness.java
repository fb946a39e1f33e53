package dev.seawall.restore;

import dev.seawall.replica.ObjectName;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a replica that was never written from one that cannot be restored.
 *
 * <p>Somebody is about to start an application without its data because of this answer. So only a storage that answered,
 * and showed nothing at all where a backup would be, is empty. One that cannot be asked is an error; objects that cannot
 * be restored are not nothing; and what somebody else keeps at the address says that it is the wrong one: the folder
 * above the replicas, or a backup in another format.
 */
public final class Emptiness {
    private static final String GENERATIONS = ObjectName.GENERATIONS.substring(0, ObjectName.GENERATIONS.length() - 1);
    /** What a new disk has in its first folder. */
    private static final String LOST_AND_FOUND = "lost+found";

    private Emptiness() {}

    /**
     * Asks the storage.
     *
     * @return false if there is any object where backups are kept, whether or not it can be restored
     * @throws StorageException if the storage does not answer, or refuses to
     * @throws NothingToRestoreException if there is no backup, but folders that are not ours
     */
    public static boolean isEmpty(Storage storage) throws IOException {
        PatientStorage patient = new PatientStorage(storage);
        AtomicLong objects = new AtomicLong();
        patient.list(ObjectName.GENERATIONS, "", object -> objects.incrementAndGet());
        if (objects.get() > 0) {
            return false;
        }
        requireNoStrangers(patient);
        return true;
    }

    /** @throws NothingToRestoreException if a storage without a backup holds folders that are not ours */
    public static void requireNoStrangers(Storage storage) throws IOException {
        List<String> strangers =
                storage.listFolders("").stream().filter(Emptiness::isStrange).toList();
        if (!strangers.isEmpty()) {
            throw new NothingToRestoreException(
                    storage + " holds no backup that can be restored here, but other folders," + " such as '"
                            + strangers.get(0) + "': check the address; a new replica needs a path of its own");
        }
    }

    private static boolean isStrange(String folder) {
        return !folder.equals(GENERATIONS) && !folder.equals(LOST_AND_FOUND) && !folder.startsWith(".");
    }
}
