package dev.seawall.cli;

import dev.seawall.cli.exec.Command;
import dev.seawall.cli.exec.Replicating;
import dev.seawall.cli.exec.Supervision;
import dev.seawall.cli.exec.Supervision.Ending;
import dev.seawall.cli.exec.Supervision.Hangup;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replicates beside an application, and makes of what became of both what this process ends with. */
final class BesideApplication {
    private static final Logger log = LoggerFactory.getLogger(BesideApplication.class);

    private BesideApplication() {}

    /**
     * Runs both until both have ended.
     *
     * @param grace how long the application may take to end after a request to stop
     * @param notShipped says what is not shipped, once it is known
     * @throws NotShippedException if not everything is, and the application itself ended with 0
     */
    static Exit run(
            Command command,
            Duration grace,
            Hangup hangup,
            Replicating replicating,
            Supplier<NotShippedException> notShipped)
            throws IOException {
        Runnable giveUp = () -> Runtime.getRuntime().halt(ExitCode.NOT_SHIPPED.number());
        Ending ending = new Supervision(command, grace, hangup, giveUp).run(replicating);
        if (!ending.allShipped()) {
            if (ending.exitCode() == 0) {
                throw notShipped.get();
            }
            log.error("{}", notShipped.get().getMessage());
        }
        return new Exit.OfApplication(ending.exitCode());
    }
}
