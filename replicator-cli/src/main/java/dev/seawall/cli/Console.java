package dev.seawall.cli;

import java.io.PrintWriter;

/**
 * Holds what a verb prints to.
 *
 * @param out for results only
 * @param err for everything that a person should read but a program should not parse
 */
record Console(PrintWriter out, PrintWriter err) {
    /**
     * Names the system property by which the launcher says that standard error is a terminal. Java cannot tell: its
     * console looks at standard input and output.
     */
    private static final String TERMINAL = "seawall.terminal";

    boolean isTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }
}
