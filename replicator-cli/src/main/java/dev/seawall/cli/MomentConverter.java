package dev.seawall.cli;

import dev.seawall.cli.value.DurationConverter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads moments: RFC 3339 with any fraction and offset, or how long ago, such as {@code 10m ago}. */
final class MomentConverter implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("(\\S+)\\s+ago");
    private static final Pattern RFC_3339 = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d:\\d\\d)"
            // Java reads nine digits; times are kept in milliseconds, so what comes after says nothing.
            + "(\\.\\d{1,9})?\\d*([Zz]|[+-]\\d\\d:\\d\\d)?");

    private final InstantSource clock;

    MomentConverter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant convert(String text) {
        String trimmed = text.strip();
        Matcher ago = AGO.matcher(trimmed);
        if (ago.matches()) {
            return clock.instant().minus(DurationConverter.parse(ago.group(1)));
        }
        Matcher parts = RFC_3339.matcher(trimmed);
        if (!parts.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time: write it like 2026-03-01T12:00:00.250Z, or like '10m ago'");
        }
        if (parts.group(4) == null) {
            throw new TypeConversionException(
                    "'" + text + "' does not say of which zone: append Z for UTC, or an offset such as +02:00");
        }
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        try {
            return OffsetDateTime.parse(parts.group(1) + "T" + parts.group(2) + fraction
                            + parts.group(4).toUpperCase(Locale.ROOT))
                    .toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is not a time: no such day, hour or offset");
        }
    }
}
