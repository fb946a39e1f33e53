package dev.seawall.cli.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lists the places in a file that hold keys. */
enum Section {
    FILE("the top of the file"),
    DEFAULTS("'defaults'"),
    DATABASE("a database"),
    REPLICA("a replica");

    private final String words;

    Section(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Its keys, in the order of the table. */
    List<Key> keys() {
        return Arrays.stream(Key.values())
                .filter(key -> key.sections().contains(this))
                .toList();
    }

    Optional<Key> key(String name) {
        return keys().stream().filter(key -> key.text().equals(name)).findFirst();
    }
}
