package dev.seawall.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Adds {@code --timeout} to the verbs whose work in the running process may take long. */
final class TimeoutOption {
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "How long to wait for the answer. The process goes on with it afterwards. Default: 1h.")
    Duration timeout;
}
