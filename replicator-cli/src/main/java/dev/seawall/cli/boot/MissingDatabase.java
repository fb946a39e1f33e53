package dev.seawall.cli.boot;

import dev.seawall.restore.Check;
import dev.seawall.restore.Progress;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Target;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores a database that does not exist, before anybody starts to work with it. */
public final class MissingDatabase {
    private static final Logger log = LoggerFactory.getLogger(MissingDatabase.class);

    private final Path database;

    public MissingDatabase(Path database) {
        this.database = database;
    }

    /**
     * Restores the latest state there is, unless the database exists. Comes back without a database only if every replica
     * answered and is empty.
     *
     * @throws dev.seawall.restore.TargetInTheWayException if there is no database, but a WAL or a journal of one,
     *     or a file of 0 bytes
     */
    public void restoreFrom(List<Candidate> replicas, Progress progress) throws IOException {
        if (DatabaseFile.isAt(database)) {
            log.info("{} exists: nothing to restore", database);
            return;
        }
        Optional<RestoreResult> restored = new NewestReplica(replicas).restore(storage -> request(storage, progress));
        if (restored.isEmpty()) {
            log.info("{} does not exist, and no replica holds anything: starting without a database", database);
            return;
        }
        RestoreResult result = restored.get();
        result.warnings().forEach(log::warn);
        log.info(
                "restored {} as of {}: {} bytes in {} ms",
                database,
                result.point().time(),
                result.databaseBytes(),
                result.duration().toMillis());
    }

    private RestoreRequest request(Storage storage, Progress progress) {
        return new RestoreRequest(
                storage,
                new Target.Latest(),
                Optional.empty(),
                database,
                Check.QUICK,
                RestoreRequest.DEFAULT_PARALLELISM,
                progress);
    }
}
