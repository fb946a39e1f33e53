package dev.seawall.cli.control;

import dev.seawall.Changes;
import dev.seawall.Member;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Is what a process lends to its control address: everything that depends on how the process was started. */
public interface ControlHost {
    /** Makes a member with the settings that hold for databases of which nothing else is said. */
    Member member(Path database, List<StorageUrl> replicas);

    /**
     * Reads again what is wanted, and changes what differs.
     *
     * @throws Exception if that cannot be read or is invalid; nothing was changed
     */
    Changes reload() throws Exception;

    /** @throws RuntimeException if the text is no duration, with a message that says so */
    Duration duration(String text);

    /** Says how a verb ends that fails for this reason. */
    Problem explain(Throwable thrown);

    /** @param message one line: what, where, what to do next */
    record Problem(int exitCode, String message) {}
}
