package dev.seawall.bench;

import java.util.Locale;

/** A short call, as scripts make them. */
enum StartCase {
    VERSION("version"),
    NOTHING("restore, nothing to do"),
    FOLDER("restore 1 MB from a folder"),
    S3("restore 1 MB from S3");

    private final String words;

    StartCase(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
