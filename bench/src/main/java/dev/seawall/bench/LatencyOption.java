package dev.seawall.bench;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Says how far away S3 is. */
final class LatencyOption {
    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "How late each answer of S3 comes, in milliseconds: a network's round trip."
                    + " Default: ${DEFAULT-VALUE}.")
    int millis = 20;

    Duration duration() {
        return Duration.ofMillis(millis);
    }
}
