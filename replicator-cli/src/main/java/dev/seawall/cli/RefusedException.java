package dev.seawall.cli;

import java.util.Arrays;

/** Says that the running process did not do what a verb asked it for. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /** @param exitCode as the process names it */
    RefusedException(int exitCode, String message) {
        super(message);
        code = Arrays.stream(ExitCode.values())
                .filter(known -> known.number() == exitCode && known != ExitCode.DONE)
                .findFirst()
                .orElse(ExitCode.UNEXPECTED);
    }

    ExitCode code() {
        return code;
    }
}
