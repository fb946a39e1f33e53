package dev.seawall.bench;

import java.util.Locale;

/** Where replicas lie. */
enum StorageKind {
    FOLDER,
    S3;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
