package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.ScalarType;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Checks a tree against a JSON schema, as far as ours goes: an editor's eye, written without looking at the parser. */
final class SchemaCheck {
    private final List<String> faults = new ArrayList<>();

    private SchemaCheck() {}

    static List<String> faults(Map<?, ?> schema, YamlNode node) {
        SchemaCheck check = new SchemaCheck();
        check.node(schema, node);
        return check.faults;
    }

    private void node(Map<?, ?> schema, YamlNode node) {
        for (Object word : schema.keySet()) {
            Object value = Objects.requireNonNull(schema.get(word));
            switch ((String) word) {
                case "type" -> require(isOfType((String) value, node), node, "is not of type " + value);
                case "pattern" ->
                    require(
                            node instanceof Scalar scalar
                                    && Pattern.compile((String) value)
                                            .matcher(scalar.text())
                                            .find(),
                            node,
                            "does not match " + value);
                case "enum" ->
                    require(
                            node instanceof Scalar scalar && ((List<?>) value).contains(scalar.text()),
                            node,
                            "is none of " + value);
                case "minLength" ->
                    require(node instanceof Scalar scalar && !scalar.text().isEmpty(), node, "is empty");
                case "minimum" -> {
                    if (isOfType("integer", node)) {
                        require(Long.parseLong(((Scalar) node).text()) >= (Integer) value, node, "is too small");
                    }
                }
                case "minItems" ->
                    require(node instanceof Sequence list && !list.items().isEmpty(), node, "is empty");
                case "items" -> {
                    if (node instanceof Sequence list) {
                        list.items().forEach(item -> node((Map<?, ?>) value, item));
                    }
                }
                case "properties" -> properties((Map<?, ?>) value, node);
                case "required" ->
                    require(
                            node instanceof Mapping mapping
                                    && ((List<?>) value)
                                            .stream()
                                                    .allMatch(key -> mapping.get((String) key)
                                                            .isPresent()),
                            node,
                            "lacks one of " + value);
                case "anyOf" -> require(fitting(value, node) > 0, node, "fits none of " + value);
                case "oneOf" -> require(fitting(value, node) == 1, node, "does not fit one of " + value);
                case "additionalProperties", "description", "default", "title", "$schema" -> {}
                default -> throw new IllegalArgumentException("a word of schemas that is not known here: " + word);
            }
        }
    }

    private void properties(Map<?, ?> properties, YamlNode node) {
        if (node instanceof Mapping mapping) {
            mapping.entries().forEach(entry -> {
                Object schema = properties.get(entry.key().text());
                require(schema != null, entry.key(), "is no property");
                if (schema != null) {
                    node((Map<?, ?>) schema, entry.value());
                }
            });
        }
    }

    private static long fitting(Object schemas, YamlNode node) {
        return ((List<?>) schemas)
                .stream()
                        .filter(schema -> faults((Map<?, ?>) schema, node).isEmpty())
                        .count();
    }

    private static boolean isOfType(String type, YamlNode node) {
        return switch (type) {
            case "object" -> node instanceof Mapping;
            case "array" -> node instanceof Sequence;
            case "string" -> node instanceof Scalar scalar && scalar.type() == ScalarType.TEXT;
            case "integer" -> node instanceof Scalar scalar && scalar.type() == ScalarType.WHOLE_NUMBER;
            case "boolean" -> node instanceof Scalar scalar && scalar.type() == ScalarType.TRUTH;
            default -> throw new IllegalArgumentException("a type that is not known here: " + type);
        };
    }

    private void require(boolean holds, YamlNode node, String otherwise) {
        if (!holds) {
            faults.add(node.place() + " " + otherwise);
        }
    }
}
