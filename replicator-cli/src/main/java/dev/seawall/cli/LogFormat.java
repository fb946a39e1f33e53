package dev.seawall.cli;

import java.util.Locale;

/** Lists the forms a log line can have. */
enum LogFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
