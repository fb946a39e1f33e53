package dev.seawall.replica;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a generation: one unbroken history of a database in one replica.
 *
 * @param text 16 lower-case hex digits
 */
public record GenerationId(String text) implements Comparable<GenerationId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public GenerationId {
        if (!isValid(text)) {
            throw new IllegalArgumentException("generation '" + text + "' is not 16 lower-case hex digits");
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    public static GenerationId random(RandomGenerator random) {
        return ofBits(random.nextLong());
    }

    public static GenerationId ofBits(long bits) {
        return new GenerationId(HexFormat.of().toHexDigits(bits));
    }

    public long bits() {
        return Long.parseUnsignedLong(text, 16);
    }

    @Override
    public int compareTo(GenerationId other) {
        return text.compareTo(other.text);
    }

    // By hand, both: a record's own are linked at their first use in each process, which is a good part of a short
    // restore.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GenerationId id && text.equals(id.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
