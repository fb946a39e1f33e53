package dev.seawall.replica;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an object of a replica.
 *
 * <pre>
 * generations/&lt;gen&gt;/snapshots/&lt;index&gt;.snapshot.lz4
 * generations/&lt;gen&gt;/wal/&lt;index&gt;_&lt;offset&gt;.wal.lz4
 * </pre>
 *
 * <p>gen is 16, index and offset are 8 lower-case hex digits. A name of this form that breaks a rule is an error and not
 * a stranger: Litestream writes nine digits from 4 GiB on, its own reader skips such objects, and a restore then ends
 * early without a word. Read as a number, they would still be WAL bytes that no other tool restores.
 */
public sealed interface ObjectName permits SegmentName, SnapshotName {
    /** The folder that holds all generations. */
    String GENERATIONS = "generations/";
    /** Indexes are 31-bit numbers. */
    int MAX_INDEX = 0x7fff_ffff;

    GenerationId generation();

    int index();

    /** The key in the storage, relative to the replica's path. */
    String key();

    /** The folder of a generation, ending with a slash. */
    static String folder(GenerationId generation) {
        return GENERATIONS + generation + "/";
    }

    /**
     * Parses a key.
     *
     * @return empty for anything that does not look like ours: a lock file, a half-written {@code .tmp}
     * @throws DamagedReplicaException if it looks like ours but a digit is missing, extra, upper-case or too large
     */
    static Optional<ObjectName> parse(String key) throws DamagedReplicaException {
        Matcher form = Grammar.FORM.matcher(key);
        if (!form.matches()) {
            return Optional.empty();
        }
        GenerationId generation = generation(key, form.group(1));
        if (!Grammar.WORDS.matcher(key).matches()) {
            throw new DamagedReplicaException(key, "name", "in lower case", "partly in capitals");
        }
        if (form.group(4) != null) {
            return Optional.of(new SnapshotName(generation, index(key, form.group(4))));
        }
        return Optional.of(
                new SegmentName(generation, index(key, form.group(2)), eightDigits(key, "offset", form.group(3))));
    }

    private static GenerationId generation(String key, String text) throws DamagedReplicaException {
        if (!GenerationId.isValid(text)) {
            throw new DamagedReplicaException(key, "generation", "16 lower-case hex digits", "'" + text + "'");
        }
        return new GenerationId(text);
    }

    private static int index(String key, String text) throws DamagedReplicaException {
        long index = eightDigits(key, "index", text);
        if (index > MAX_INDEX) {
            throw new DamagedReplicaException(key, "index", "at most 7fffffff", "'" + text + "'");
        }
        return (int) index;
    }

    private static long eightDigits(String key, String what, String text) throws DamagedReplicaException {
        if (!Grammar.EIGHT_DIGITS.matcher(text).matches()) {
            throw new DamagedReplicaException(key, what, "8 lower-case hex digits", "'" + text + "'");
        }
        return Long.parseLong(text, 16);
    }

    /** Keeps the patterns out of the interface's own members. */
    final class Grammar {
        private static final Pattern FORM = Pattern.compile(
                "generations/([0-9a-f]+)/(?:wal/([0-9a-f]+)_([0-9a-f]+)\\.wal\\.lz4|snapshots/([0-9a-f]+)\\.snapshot\\.lz4)",
                Pattern.CASE_INSENSITIVE);
        /** The form again, but for the digits, without regard to which the form finds capitals too. */
        private static final Pattern WORDS =
                Pattern.compile("generations/[^/]+/(?:wal/[^.]+\\.wal|snapshots/[^.]+\\.snapshot)\\.lz4");

        private static final Pattern EIGHT_DIGITS = Pattern.compile("[0-9a-f]{8}");

        private Grammar() {}
    }
}
