package dev.seawall.cli;

import dev.seawall.Replication;
import dev.seawall.cli.exec.Replicating;
import java.io.IOException;

/** Is the replication of a single database, as an application that runs beside it sees it. */
record OneDatabase(Replication replication) implements Replicating {
    @Override
    public boolean run() throws IOException {
        return replication.run() == Replication.Outcome.ALL_SHIPPED;
    }

    @Override
    public boolean hasLooked() {
        return replication.hasLooked();
    }

    @Override
    public void stop() {
        replication.stop();
    }
}
