package dev.seawall.cli;

import dev.seawall.FleetException;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.cli.control.ControlException;
import dev.seawall.cli.demo.ProofException;
import dev.seawall.cli.exec.NotStartedException;
import dev.seawall.copy.CopyConflictException;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.CheckFailedException;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.TargetInTheWayException;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.storage.StorageException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/**
 * Says how a failure ends the process: the one place that maps exceptions to exit codes.
 *
 * @param message one line: what, where, what to do next
 */
record Failure(ExitCode code, String message) {
    private static final String NEXT_AFTER_DAMAGE =
            "; other points may be whole: 'seawall timeline' lists those of each generation, and --timestamp, --commit and"
                    + " --generation choose one; a snapshot or stranger that is in the way can be moved out of the replica";

    Failure {
        message = message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    static Failure of(Throwable thrown) {
        if (thrown instanceof InvalidConfigurationException invalid) {
            return new Failure(ExitCode.USAGE, first(invalid));
        }
        if (thrown instanceof UsageException) {
            return new Failure(ExitCode.USAGE, text(thrown));
        }
        if (thrown instanceof NothingToRestoreException) {
            return new Failure(ExitCode.NOTHING_TO_RESTORE, text(thrown));
        }
        if (thrown instanceof TargetInTheWayException) {
            return new Failure(ExitCode.TARGET_IN_THE_WAY, text(thrown));
        }
        if (thrown instanceof CopyConflictException) {
            return new Failure(ExitCode.TARGET_IN_THE_WAY, text(thrown));
        }
        if (thrown instanceof DamagedReplicaException) {
            return new Failure(ExitCode.DAMAGED, text(thrown) + NEXT_AFTER_DAMAGE);
        }
        if (thrown instanceof CheckFailedException) {
            return new Failure(ExitCode.DAMAGED, text(thrown));
        }
        if (thrown instanceof DatabaseException) {
            return new Failure(ExitCode.DATABASE, text(thrown));
        }
        if (thrown instanceof NotShippedException) {
            return new Failure(ExitCode.NOT_SHIPPED, text(thrown));
        }
        if (thrown instanceof FleetException fleet) {
            boolean later = fleet.kind() == FleetException.Kind.NOT_NOW;
            return new Failure(later ? ExitCode.NOT_SHIPPED : ExitCode.CONFIGURATION, text(fleet));
        }
        if (thrown instanceof NotStartedException) {
            return new Failure(ExitCode.CONFIGURATION, text(thrown));
        }
        if (thrown instanceof ControlException) {
            return new Failure(ExitCode.CONFIGURATION, text(thrown));
        }
        if (thrown instanceof RefusedException refused) {
            return new Failure(refused.code(), text(refused));
        }
        if (thrown instanceof StorageException storage) {
            return new Failure(code(storage.kind()), text(storage));
        }
        if (thrown instanceof ProofException) {
            return new Failure(ExitCode.DAMAGED, text(thrown));
        }
        if (thrown instanceof FileAlreadyExistsException exists) {
            return new Failure(ExitCode.TARGET_IN_THE_WAY, exists.getFile() + " exists already; name another");
        }
        if (thrown instanceof FileSystemException file) {
            return new Failure(ExitCode.CONFIGURATION, text(file));
        }
        return new Failure(ExitCode.UNEXPECTED, "unexpected failure, please report it: " + thrown);
    }

    private static String first(InvalidConfigurationException invalid) {
        int more = invalid.problems().size() - 1;
        return text(invalid) + (more == 0 ? "" : "; and " + more + " more: 'seawall config check' shows them all");
    }

    private static ExitCode code(StorageException.Kind kind) {
        return switch (kind) {
            // The object was there when the replica was listed.
            case NOT_FOUND -> ExitCode.DAMAGED;
            case NO_CONTAINER -> ExitCode.CONFIGURATION;
            case FORBIDDEN, UNREACHABLE, BUSY, FULL, REFUSED -> ExitCode.STORAGE;
        };
    }

    /** The JDK's messages for these are bare paths. */
    private static String text(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return failure.getFile() + ": no permission; check owner and mode of the file and its folder";
        }
        if (failure instanceof NoSuchFileException) {
            return failure.getFile() + ": no such file or folder";
        }
        return text((Throwable) failure);
    }

    private static String text(Throwable thrown) {
        return Objects.requireNonNullElseGet(thrown.getMessage(), thrown::toString);
    }
}
