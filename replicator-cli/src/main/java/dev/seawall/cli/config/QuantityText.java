package dev.seawall.cli.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes durations and sizes as a person would: with the largest unit of which they are a whole number. */
final class QuantityText {
    private static final Map<String, Long> MILLIS = new LinkedHashMap<>();
    private static final Map<String, Long> BYTES = new LinkedHashMap<>();

    static {
        MILLIS.put("d", 86_400_000L);
        MILLIS.put("h", 3_600_000L);
        MILLIS.put("m", 60_000L);
        MILLIS.put("s", 1_000L);
        MILLIS.put("ms", 1L);
        BYTES.put("TiB", 1L << 40);
        BYTES.put("GiB", 1L << 30);
        BYTES.put("MiB", 1L << 20);
        BYTES.put("KiB", 1L << 10);
        BYTES.put("B", 1L);
    }

    private QuantityText() {}

    static String of(Duration duration) {
        // A single day is 24h to everybody.
        return duration.equals(Duration.ofDays(1)) ? "24h" : text(duration.toMillis(), MILLIS);
    }

    static String ofBytes(long bytes) {
        return text(bytes, BYTES);
    }

    private static String text(long value, Map<String, Long> units) {
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (value % unit.getValue() == 0) {
                return value / unit.getValue() + unit.getKey();
            }
        }
        throw new IllegalArgumentException(value + " has no unit");
    }
}
