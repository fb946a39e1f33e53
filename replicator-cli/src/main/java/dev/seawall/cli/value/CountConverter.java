package dev.seawall.cli.value;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads whole numbers. */
public final class CountConverter {
    private static final Pattern DIGITS = Pattern.compile("0*\\d{1,18}");

    private CountConverter() {}

    private static long parse(String text, long min, long max) {
        if (!DIGITS.matcher(text).matches() || Long.parseLong(text) < min || Long.parseLong(text) > max) {
            throw new TypeConversionException("'" + text + "' is not a whole number from " + min + " to " + max);
        }
        return Long.parseLong(text);
    }

    /** For counts, from 1 on, that have to fit into 31 bits. */
    public static final class OfInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) parse(text, 1, Integer.MAX_VALUE);
        }
    }

    /** For commit numbers; 0 is the state before a generation's first commit. */
    public static final class OfLong implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, 0, Long.MAX_VALUE);
        }
    }
}
