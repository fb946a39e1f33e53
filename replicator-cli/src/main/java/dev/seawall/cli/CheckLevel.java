package dev.seawall.cli;

import java.util.Locale;

/** Lists how a restored database can be checked with SQLite, from cheap to thorough. */
enum CheckLevel {
    NONE,
    QUICK,
    FULL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
