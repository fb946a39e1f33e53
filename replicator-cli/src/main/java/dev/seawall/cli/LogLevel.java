package dev.seawall.cli;

import java.util.Locale;

/** Lists how much is logged, from least to most. */
enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    boolean includes(LogLevel other) {
        return other.compareTo(this) <= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
