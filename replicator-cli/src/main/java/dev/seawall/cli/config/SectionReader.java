package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.ScalarType;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import dev.seawall.storage.NearestWord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** Reads the keys of one section: those that are known, each of its type, with variables put in. */
final class SectionReader {
    private final Findings findings;
    private final Variables variables;

    SectionReader(Findings findings, Variables variables) {
        this.findings = findings;
        this.variables = variables;
    }

    /** @return without the values that are wrong, which are among the findings then */
    Values read(YamlNode node, Section section) {
        Values values = new Values(node.place());
        if (!(node instanceof Mapping mapping)) {
            findings.problem(
                    node.place(),
                    section.words() + " is " + node.kind() + " here; write keys with values, such as "
                            + section.keys().get(0).text() + ": …");
            return values;
        }
        for (Entry entry : mapping.entries()) {
            Optional<Key> key = section.key(entry.key().text());
            if (key.isPresent()) {
                values.write(key.get());
                value(key.get(), entry.value())
                        .ifPresent(value -> values.put(key.get(), entry.value().place(), value));
            } else {
                findings.problem(entry.key().place(), unknown(entry.key().text(), section));
            }
        }
        return values;
    }

    private static String unknown(String name, Section section) {
        List<String> elsewhere = Arrays.stream(Key.values())
                .filter(key -> key.text().equals(name))
                .flatMap(key -> key.sections().stream())
                .map(Section::words)
                .toList();
        if (!elsewhere.isEmpty()) {
            return "'" + name + "' does not belong to " + section.words() + "; move it to "
                    + String.join(" or ", elsewhere);
        }
        List<String> known = section.keys().stream().map(Key::text).toList();
        return "unknown key '" + name + "'; did you mean '" + NearestWord.to(name, known) + "'? Known here: "
                + String.join(", ", known);
    }

    private Optional<Object> value(Key key, YamlNode node) {
        if (node instanceof Scalar scalar && scalar.type() == ScalarType.NOTHING) {
            return wrong(key, node.place(), "has no value; write " + key.form().words() + ", or leave the key out");
        }
        if (!key.form().isScalar()) {
            boolean fits = key.form() == Form.LIST ? node instanceof Sequence : node instanceof Mapping;
            return fits ? Optional.of(node) : wrongType(key, node);
        }
        return node instanceof Scalar scalar ? scalar(key, scalar) : wrongType(key, node);
    }

    private Optional<Object> scalar(Key key, Scalar scalar) {
        if (!variables.isIn(scalar.text()) && !key.form().takes(scalar)) {
            boolean quoted = scalar.style() == Scalar.Style.QUOTED;
            return quoted
                    ? wrong(
                            key,
                            scalar.place(),
                            "is text here; write " + key.form().words() + " without quotes")
                    : wrong(key, scalar.place(), "is " + scalar.kind() + " here, and should be text; put it in quotes");
        }
        String text = scalar.text();
        try {
            text = variables.expand(text);
            if (text.isBlank()) {
                return wrong(
                        key, scalar.place(), "is empty; write " + key.form().words() + ", or leave the key out");
            }
            Object value = key.form().read(text);
            OptionValues.requireInRange(key, value);
            return Optional.of(value);
        } catch (IllegalArgumentException | TypeConversionException e) {
            // What a variable holds may be a secret that was put in the wrong place.
            String message = String.valueOf(e.getMessage()).replace("'" + text + "'", "'" + scalar.text() + "'");
            return wrong(key, scalar.place(), ": " + message);
        }
    }

    private Optional<Object> wrongType(Key key, YamlNode node) {
        return wrong(
                key,
                node.place(),
                "is " + node.kind() + " here; write " + key.form().words());
    }

    private Optional<Object> wrong(Key key, Place place, String what) {
        findings.problem(place, "'" + key.text() + "'" + (what.startsWith(":") ? "" : " ") + what);
        return Optional.empty();
    }
}
