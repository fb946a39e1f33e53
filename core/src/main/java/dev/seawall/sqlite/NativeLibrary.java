package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * Explains why there is no SQLite in this process: its driver unpacks a library into the folder for temporary files, and
 * says nothing of that folder when it cannot.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /** Empty if the failure has nothing to do with the library. */
    static Optional<DatabaseException> missing(SQLException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof NativeLibraryNotFoundException) {
                return Optional.of(new DatabaseException(
                        Kind.FAILED,
                        "SQLite's library could not be unpacked into " + System.getProperty("java.io.tmpdir")
                                + ": make room there and see that it is not mounted noexec, or let"
                                + " SEAWALL_JAVA_OPTS=-Djava.io.tmpdir=DIR name another folder",
                        failure));
            }
        }
        return Optional.empty();
    }
}
