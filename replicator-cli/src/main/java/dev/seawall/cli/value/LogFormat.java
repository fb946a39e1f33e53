package dev.seawall.cli.value;

import java.util.Locale;

/** Lists the forms a log line can have. */
public enum LogFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
