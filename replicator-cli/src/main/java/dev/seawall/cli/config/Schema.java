package dev.seawall.cli.config;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the JSON schema of Seawall's form from the table of keys, for editors. */
final class Schema {
    /** A value that stands for another one: of that, an editor can say nothing. */
    private static final Map<String, Object> VARIABLE = ordered("type", "string", "pattern", "\\$\\{");

    private Schema() {}

    static String text() {
        Map<String, Object> schema =
                ordered("$schema", "http://json-schema.org/draft-07/schema#", "title", "Configuration of Seawall");
        schema.putAll(section(Section.FILE));
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(schema) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> section(Section section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key key : section.keys()) {
            properties.put(key.text(), property(key));
        }
        Map<String, Object> schema = ordered("type", "object", "additionalProperties", false, "properties", properties);
        switch (section) {
            case FILE -> schema.put("required", List.of(Key.DATABASES.text()));
            case DATABASE -> schema.put("required", List.of(Key.DATABASE_PATH.text(), Key.REPLICAS.text()));
            case REPLICA ->
                schema.put(
                        "oneOf",
                        List.of(
                                Map.of("required", List.of(Key.REPLICA_URL.text())),
                                Map.of("required", List.of(Key.REPLICA_PATH.text()))));
            case DEFAULTS -> {}
        }
        return schema;
    }

    private static Map<String, Object> property(Key key) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", key.description());
        if (!key.usual().isEmpty()) {
            property.put("default", usual(key));
        }
        switch (key) {
            case DEFAULTS_KEY -> property.putAll(section(Section.DEFAULTS));
            case DATABASES -> property.putAll(list(Section.DATABASE));
            case REPLICAS -> property.putAll(list(Section.REPLICA));
            default -> property.putAll(value(key.form()));
        }
        return property;
    }

    private static Object usual(Key key) {
        return switch (key.form()) {
            case COUNT -> Integer.valueOf(key.usual());
            case TRUTH -> Boolean.valueOf(key.usual());
            default -> key.usual();
        };
    }

    private static Map<String, Object> list(Section section) {
        return ordered("type", "array", "minItems", 1, "items", section(section));
    }

    private static Map<String, Object> value(Form form) {
        return switch (form) {
            case DURATION -> pattern("^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$|\\$\\{");
            case SIZE -> pattern("^[0-9]+(\\.[0-9]+)? ?([KkMmGgTt][Ii]?)?[Bb]$|\\$\\{");
            case COUNT -> orVariable(ordered("type", "integer", "minimum", 1));
            case TRUTH -> orVariable(ordered("type", "boolean"));
            case SWITCH -> choice("on", "off");
            case LEVEL -> choice("error", "warn", "info", "debug", "trace");
            case FORMAT -> choice("text", "json");
            default -> ordered("type", "string", "minLength", 1);
        };
    }

    private static Map<String, Object> pattern(String pattern) {
        return ordered("type", "string", "pattern", pattern);
    }

    private static Map<String, Object> choice(String... words) {
        return orVariable(ordered("enum", List.of(words)));
    }

    private static Map<String, Object> orVariable(Map<String, Object> schema) {
        return ordered("anyOf", List.of(schema, VARIABLE));
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
