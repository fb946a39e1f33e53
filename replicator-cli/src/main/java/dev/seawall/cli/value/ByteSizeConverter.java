package dev.seawall.cli.value;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes as people write them: 512KiB, 64MiB, 1.5GiB, 100MB, 4096B. Without a unit or of nothing: refused. */
public final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final Map<String, Long> BYTES = Map.of(
            "b", 1L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L);
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?) ?([A-Za-z]*)");

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a size: write a number with a unit, such as 512KiB, 64MiB or 1GiB");
        }
        String unit = matcher.group(2);
        Long factor = BYTES.get(unit.toLowerCase(Locale.ROOT));
        if (factor == null) {
            String wrong = unit.isEmpty() ? "has no unit" : "has no unit that is known";
            throw new TypeConversionException(
                    "'" + text + "' " + wrong + ": use B, KiB, MiB, GiB, TiB (powers of 1024) or KB, MB, GB, TB");
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
        if (bytes.compareTo(BigDecimal.ONE) < 0) {
            throw new TypeConversionException("'" + text + "' is too small: write at least 1B");
        }
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return bytes.longValue();
    }
}
