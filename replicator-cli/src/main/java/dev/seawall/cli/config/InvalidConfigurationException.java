package dev.seawall.cli.config;

import java.util.List;

/** Says what is wrong with a configuration file: all of it, a line each, with the place and what to do. */
public final class InvalidConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems at least one, as {@code file:line:column: what; what to do} */
    public InvalidConfigurationException(List<String> problems) {
        super(problems.get(0));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
