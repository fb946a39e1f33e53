package dev.seawall.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads whole numbers from 1 on. */
final class CountConverter {
    private static final Pattern DIGITS = Pattern.compile("0*[1-9]\\d{0,17}");

    private CountConverter() {}

    private static long parse(String text, long max) {
        if (!DIGITS.matcher(text).matches() || Long.parseLong(text) > max) {
            throw new TypeConversionException("'" + text + "' is not a whole number from 1 to " + max);
        }
        return Long.parseLong(text);
    }

    /** For counts that have to fit into 31 bits. */
    static final class OfInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) parse(text, Integer.MAX_VALUE);
        }
    }

    /** For commit numbers. */
    static final class OfLong implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, Long.MAX_VALUE);
        }
    }
}
