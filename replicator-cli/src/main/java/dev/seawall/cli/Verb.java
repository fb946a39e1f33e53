package dev.seawall.cli;

/** Carries out one verb of the command line, once its options are parsed. */
interface Verb {
    /**
     * Does the work and prints the result.
     *
     * @throws Exception any failure; {@link Failure} maps it to an exit code
     */
    Exit run(Console console) throws Exception;
}
