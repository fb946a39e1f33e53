package dev.seawall.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what stands behind the question mark of a {@link StorageUrl}, strictly. */
final class UrlQuery {
    /** How Litestream and its users spell ours. */
    private static final Map<String, String> OTHER_SPELLINGS = Map.of(
            "forcePathStyle", "path-style",
            "force-path-style", "path-style",
            "pathStyle", "path-style");

    private UrlQuery() {}

    /**
     * Returns the parameters by our spelling.
     *
     * @throws InvalidUrlException if one is unknown, stands twice, or has no value
     */
    static Map<String, String> parse(String query, List<String> known) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String part : query.isEmpty() ? List.<String>of() : List.of(query.split("&", -1))) {
            int equals = part.indexOf('=');
            String written = PercentCode.decode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : PercentCode.decode(part.substring(equals + 1));
            String name = OTHER_SPELLINGS.getOrDefault(written, written);
            if (!known.contains(name)) {
                throw new InvalidUrlException("unknown parameter '" + written + "'; " + advice(written, known));
            }
            if (value.isEmpty()) {
                throw new InvalidUrlException("parameter '" + written + "' has no value; write " + name + "=…");
            }
            if (found.put(name, value) != null) {
                throw new InvalidUrlException("parameter '" + name + "' stands twice; leave one");
            }
        }
        return found;
    }

    private static String advice(String written, List<String> known) {
        if (known.isEmpty()) {
            return "this kind of address has none; write a '?' in a name as %3F";
        }
        return "did you mean '" + NearestWord.to(written, known) + "'? Known are " + String.join(", ", known);
    }
}
