package dev.seawall.cli;

import dev.seawall.cli.config.Variables;
import picocli.CommandLine.Option;

/** Adds {@code --no-expand-env} to the verbs that read a configuration file. */
final class NoExpandEnvOption {
    @Option(
            names = "--no-expand-env",
            description = "Take a dollar sign in the configuration file as it stands; no variables.")
    boolean noExpandEnv;

    Variables variables() {
        return new Variables(System.getenv(), noExpandEnv ? Variables.Use.LITERAL : Variables.Use.EXPAND);
    }
}
