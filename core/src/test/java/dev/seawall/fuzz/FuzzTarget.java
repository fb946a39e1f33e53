package dev.seawall.fuzz;

/**
 * Feeds any bytes to one parser, and checks what becomes of them: a result that keeps every rule of the format, as an
 * independent reading of it finds, or the one exception that the parser declares.
 */
public interface FuzzTarget {
    /** What the parser said to an input. */
    enum Verdict {
        ACCEPTED,
        REFUSED
    }

    /**
     * Runs the parser once. Keeps nothing from one call to the next.
     *
     * @throws Exception if the parser threw what it does not declare
     * @throws AssertionError if what it gave breaks a rule
     */
    Verdict check(byte[] input) throws Exception;

    /** The name of the folder of its samples. */
    default String name() {
        return getClass().getSimpleName();
    }
}
