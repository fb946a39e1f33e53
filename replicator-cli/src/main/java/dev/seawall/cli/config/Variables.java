package dev.seawall.cli.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the environment's variables into values: {@code ${NAME}}, {@code ${NAME:-default}}; {@code $$} is a dollar. */
public final class Variables {
    /** All that a dollar may begin. The default ends at the first closing brace. */
    private static final Pattern DOLLAR =
            Pattern.compile("\\$(?:\\$|\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?}|)");

    private final Map<String, String> environment;
    private final Use use;

    /** Says what a dollar in a value means. */
    public enum Use {
        EXPAND,
        /** Nothing: values are taken as they stand. */
        LITERAL
    }

    public Variables(Map<String, String> environment, Use use) {
        this.environment = Map.copyOf(environment);
        this.use = use;
    }

    static Variables literal() {
        return new Variables(Map.of(), Use.LITERAL);
    }

    Map<String, String> environment() {
        return environment;
    }

    Use use() {
        return use;
    }

    /** Tells whether a value would depend on what is expanded. */
    boolean isIn(String text) {
        return use == Use.EXPAND && text.indexOf('$') >= 0;
    }

    /** @throws IllegalArgumentException if a variable is not defined, or a dollar stands alone */
    String expand(String text) {
        if (!isIn(text)) {
            return text;
        }
        StringBuilder expanded = new StringBuilder();
        Matcher dollar = DOLLAR.matcher(text);
        while (dollar.find()) {
            dollar.appendReplacement(expanded, Matcher.quoteReplacement(value(dollar)));
        }
        return dollar.appendTail(expanded).toString();
    }

    private String value(Matcher dollar) {
        if (dollar.group().equals("$$")) {
            return "$";
        }
        String name = dollar.group("name");
        if (name == null) {
            throw new IllegalArgumentException(
                    "a dollar begins a variable, as in ${NAME} or ${NAME:-default};" + " write $$ for the sign itself");
        }
        String value = environment.getOrDefault(name, "");
        String otherwise = dollar.group("default");
        if (otherwise != null) {
            return value.isEmpty() ? otherwise : value;
        }
        if (!environment.containsKey(name)) {
            throw new IllegalArgumentException("the variable " + name + " is not defined; set it in the environment,"
                    + " or give a default: ${" + name + ":-…}");
        }
        return value;
    }
}
