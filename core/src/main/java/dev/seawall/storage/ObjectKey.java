package dev.seawall.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Says which keys are legal, and in which order they stand. */
public final class ObjectKey {
    /** The limit of S3, in bytes of UTF-8. */
    private static final int MAX_BYTES = 1024;

    private ObjectKey() {}

    /**
     * Returns the key if it is one: segments between single slashes, none of them empty, {@code .} or {@code ..}.
     *
     * @throws StorageException {@code REFUSED}: a folder would let such a key out of the replica, and S3 clients
     *     disagree about it
     */
    public static String legal(String key) throws StorageException {
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw refused(key, "it has an empty, '.' or '..' segment");
            }
        }
        if (key.indexOf('\0') >= 0) {
            throw refused(key.replace('\0', '?'), "it contains a zero character");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw refused(key, "it is longer than " + MAX_BYTES + " bytes");
        }
        return key;
    }

    /**
     * Returns the prefix if it is one: empty, or a legal key followed by {@code /}.
     *
     * @throws StorageException {@code REFUSED} otherwise
     */
    public static String legalPrefix(String prefix) throws StorageException {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw refused(prefix, "as a prefix it must be empty or end with '/'");
        }
        if (!prefix.isEmpty()) {
            legal(prefix.substring(0, prefix.length() - 1));
        }
        return prefix;
    }

    /** Tells whether {@code key} comes after {@code other} in byte order of UTF-8, as S3 lists them. */
    public static boolean isAfter(String key, String other) {
        // String.compareTo would be wrong: UTF-16 puts surrogates before U+E000.
        return Arrays.compareUnsigned(key.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)) > 0;
    }

    private static StorageException refused(String key, String why) {
        return new StorageException(
                StorageException.Kind.REFUSED, "'" + key + "' cannot be the key of an object: " + why, null);
    }
}
