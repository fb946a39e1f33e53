package dev.seawall.cli;

/** Says that a value on the command line is well-formed for the parser but makes no sense. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message names the option and the value, and what to write instead */
    UsageException(String message) {
        super(message);
    }
}
