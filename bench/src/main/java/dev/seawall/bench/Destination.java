package dev.seawall.bench;

import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Is where one run's replica lies, and what can be seen of it from outside. */
interface Destination extends AutoCloseable {
    /** The replica's address, as on the command line. */
    String url();

    /** What a process needs in its environment to get in. */
    Map<String, String> environment();

    /** The same replica, for whoever looks on: what it asks for is neither late nor counted. */
    Storage storage();

    /** Notes from now on when segments become durable, as far as that was not noted already. */
    Arrivals watch() throws IOException;

    /** Takes a replica that was made in a folder. */
    void load(Path replica) throws IOException, InterruptedException;

    /** Adds the times of the least that a commit's object costs here: 4 KiB made durable. */
    void barePuts(int times, Histogram histogram) throws IOException;

    /** How long it takes to get all objects below a folder with nothing else to do, over so many connections. */
    Duration bareGets(int connections, Duration patience) throws IOException, InterruptedException;

    /** What came here until now. */
    Traffic traffic() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
