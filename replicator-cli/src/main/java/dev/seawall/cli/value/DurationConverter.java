package dev.seawall.cli.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as people write them: 250ms, 1s, 1.5h, 1h30m, 7d. Without a unit or of no length: refused. */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
    /** Longer than any history; short enough that adding it to a time never overflows. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final BigDecimal BEYOND_LONGEST = BigDecimal.valueOf(LONGEST.toMillis() + 1);

    @Override
    public Duration convert(String text) {
        return parse(text);
    }

    public static Duration parse(String text) {
        if (NUMBER.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' has no unit: write " + text + "s, or use ms, m, h or d");
        }
        Duration duration = Duration.ZERO;
        int end = 0;
        // Part by part: a pattern that repeats a group runs out of stack on a long text.
        for (Matcher part = PART.matcher(text); part.find() && part.start() == end; end = part.end()) {
            duration = duration.plus(toDuration(part.group(1), part.group(2)));
        }
        if (end == 0 || end < text.length()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration: write a number with a unit, such as 250ms, 1s, 10m, 24h or 7d");
        }
        if (duration.isZero()) {
            throw new TypeConversionException("'" + text + "' has no length: write at least 1ms");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' is too long: " + LONGEST.toDays() + "d at most");
        }
        return duration;
    }

    private static Duration toDuration(String number, String unit) {
        BigDecimal millis = new BigDecimal(number).multiply(BigDecimal.valueOf(MILLIS.getOrDefault(unit, 0L)));
        // Clipped just above what is refused anyway, where a long would silently overflow.
        return Duration.ofMillis(millis.min(BEYOND_LONGEST).longValue());
    }
}
