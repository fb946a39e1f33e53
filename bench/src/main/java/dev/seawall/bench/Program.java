package dev.seawall.bench;

import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Is what a benchmark measures: Seawall, or a peer beside it. Whatever it does, it does in a process of its own, with all as
 * it is by default.
 *
 * <p>A folder is where a call may leave what it says, and what configures it.
 */
interface Program {
    /** What reports call it, and their files. */
    String word();

    /** Starts the shortest of its calls. */
    Child version(Path folder) throws IOException;

    /** Starts to replicate; goes on until it is stopped, and ships the rest then. */
    Child replicate(Path folder, Path database, Destination destination, Duration syncInterval) throws IOException;

    /** What it ends with when it is stopped. That all is shipped, only the replica can prove. */
    Set<Integer> codesOfGoodEnds();

    /** Starts to restore the newest state; a file that is there already is left alone, which is a success as well. */
    Child restore(Path folder, Destination source, Path output) throws IOException;

    /** What a process of it has on its heap; empty where it is no Java, which the question would kill. */
    Optional<JavaHeap> heap(long pid) throws IOException, InterruptedException;

    /**
     * Finds the segment of each of the application's commits, the oldest first, in a replica that it wrote.
     *
     * @param database what was replicated; nobody has it open any more
     * @throws IOException also if the replica has not one generation, but several
     */
    List<SegmentName> segmentsOfCommits(Storage replica, Path database) throws IOException;
}
