package dev.seawall.cli.config.litestream;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables into a whole text, before it is parsed, by the rules of Go's {@code os.Expand}: {@code $NAME} and {@code
 * ${NAME}}, where everything up to the brace is the name; what is not set is empty. {@code $$}, {@code $1} and the like
 * are variables too, which no environment has.
 */
public final class LitestreamExpansion {
    private static final Pattern DOLLAR = Pattern.compile(
            "\\$(?:\\{(?<braced>[^}]*)}|(?<special>[*#$@!?0-9-])|(?<plain>[A-Za-z_][A-Za-z0-9_]*)|(?<open>\\{))");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private LitestreamExpansion() {}

    public static String expand(String text, Map<String, String> environment) {
        return DOLLAR.matcher(text)
                .replaceAll(dollar -> Matcher.quoteReplacement(environment.getOrDefault(name(dollar), "")));
    }

    /** Adds a value for each variable in a text that has none, so that the text can be judged without them. */
    public static Map<String, String> withPlaceholders(String text, Map<String, String> environment) {
        Map<String, String> complete = new HashMap<>(environment);
        DOLLAR.matcher(text)
                .results()
                .map(LitestreamExpansion::name)
                .filter(name -> NAME.matcher(name).matches())
                .forEach(name -> complete.putIfAbsent(name, "unset-" + name));
        return complete;
    }

    /** Writes a value so that Seawall reads the same of it: {@code ${NAME}}, and {@code $$} for a dollar. */
    public static String toSeawall(String text) {
        StringBuilder ours = new StringBuilder();
        int end = 0;
        for (Matcher dollar = DOLLAR.matcher(text); dollar.find(); end = dollar.end()) {
            ours.append(text.substring(end, dollar.start()).replace("$", "$$"));
            // Another name stands for nothing, there.
            ours.append(NAME.matcher(name(dollar)).matches() ? "${" + name(dollar) + "}" : "");
        }
        return ours.append(text.substring(end).replace("$", "$$")).toString();
    }

    /** The empty name stands for what Go takes away as bad syntax. */
    private static String name(MatchResult dollar) {
        for (int group = 1; group <= 3; group++) {
            if (dollar.group(group) != null) {
                return dollar.group(group);
            }
        }
        return "";
    }
}
