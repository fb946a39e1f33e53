package dev.seawall.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** Counts the memory that a parser takes: a few hostile bytes must not cost gigabytes. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** What messages of exceptions and the like may take, and most of all Jazzer's own hooks in regular expressions. */
    private static final long SLACK_BYTES = 16 << 20;

    private Allocation() {}

    /**
     * Calls {@code parser} in this thread: once to measure it, again if that was too much, because a first call also
     * loads classes, and at last for its result.
     *
     * @param limitBytes how much it may allocate in all, live or not
     * @throws AssertionError if it took more, both times
     */
    public static <T> T within(long limitBytes, Callable<T> parser) throws Exception {
        long limit = limitBytes + SLACK_BYTES;
        if (taken(parser) > limit) {
            long taken = taken(parser);
            if (taken > limit) {
                throw new AssertionError("took " + taken + " bytes of memory, expected at most " + limit);
            }
        }
        return parser.call();
    }

    private static long taken(Callable<?> parser) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            parser.call();
        } catch (Exception e) {
            // The caller of within gets it from the call that gives the result.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
