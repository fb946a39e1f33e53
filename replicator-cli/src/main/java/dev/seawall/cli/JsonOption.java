package dev.seawall.cli;

import picocli.CommandLine.Option;

/** Adds {@code --json} to the verbs that read. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON instead of text.")
    boolean json;

    Listing listing(Console console, Column... columns) {
        return json ? new JsonListing(console.out(), columns) : new TextListing(console.out(), columns);
    }
}
