package dev.seawall.cli.value;

import java.util.Locale;

/** Lists how much is logged, from least to most. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    public boolean includes(LogLevel other) {
        return other.compareTo(this) <= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
