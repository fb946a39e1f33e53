package dev.seawall.cli.boot;

import dev.seawall.restore.Emptiness;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;

/**
 * A replica that a database may be restored from.
 *
 * @param storage stays the caller's to close
 */
public record Candidate(StorageUrl url, Storage storage) {
    /**
     * Requires that there is something to ask. A folder that does not exist has no answer: it may lie on a disk that is not
     * mounted yet, or be misspelled. It is an error, as a bucket is that does not exist.
     */
    public void requireThere() throws StorageException {
        if (url instanceof StorageUrl.File file && !Files.isDirectory(file.root())) {
            storage.listFolders(""); // says what else it may be: a file, or nothing that we may look at
            throw new StorageException(
                    Kind.NO_CONTAINER,
                    file.root()
                            + " is no folder, so that nobody can tell an empty replica from a disk that is not mounted;"
                            + " mount it, correct the name, or make the folder if this is the first start",
                    null);
        }
    }

    /**
     * Tells whether there was never a backup here.
     *
     * @throws IOException if that cannot be told: see {@link #requireThere} and {@link Emptiness}
     */
    public boolean isEmpty() throws IOException {
        requireThere();
        return Emptiness.isEmpty(storage);
    }
}
