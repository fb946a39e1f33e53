package dev.seawall.cli.config.yaml;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Writes a tree as a person would: a key a line, two blanks a level, quotes only where they are needed. */
public final class YamlWriter {
    /** No blank, quote, or sign that means something at the start of a value or behind it. */
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_/.$~(][A-Za-z0-9_/.${}~:?=&%@+,()-]*(?<!:)");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    public static String write(Mapping root) {
        YamlWriter writer = new YamlWriter();
        writer.mapping(root, "", "");
        return writer.out.toString();
    }

    /** @param first stands before the first key, where a dash of a list may have to go */
    private void mapping(Mapping mapping, String first, String indent) {
        String before = first;
        for (Entry entry : mapping.entries()) {
            out.append(before).append(scalar(entry.key())).append(':');
            value(entry.value(), indent);
            before = indent;
        }
    }

    private void value(YamlNode value, String indent) {
        if (value instanceof Scalar scalar) {
            out.append(' ').append(scalar(scalar)).append('\n');
        } else if (value instanceof Mapping mapping) {
            out.append(mapping.entries().isEmpty() ? " {}\n" : "\n");
            mapping(mapping, indent + "  ", indent + "  ");
        } else if (value instanceof Sequence sequence) {
            out.append(sequence.items().isEmpty() ? " []\n" : "\n");
            sequence.items().forEach(item -> item(item, indent + "  "));
        }
    }

    private void item(YamlNode item, String indent) {
        if (item instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            mapping(mapping, indent + "- ", indent + "  ");
        } else {
            out.append(indent).append('-');
            value(item, indent + "  ");
        }
    }

    private static String scalar(Scalar scalar) {
        boolean bare = scalar.style() == Scalar.Style.PLAIN || ScalarType.ofPlain(scalar.text()) == ScalarType.TEXT;
        return bare && BARE.matcher(scalar.text()).matches() ? scalar.text() : quoted(scalar.text());
    }

    /** A string of JSON is one of YAML. */
    private static String quoted(String text) {
        try {
            return JSON.std.asString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
