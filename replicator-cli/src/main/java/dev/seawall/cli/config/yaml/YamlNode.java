package dev.seawall.cli.config.yaml;

import java.util.List;
import java.util.Optional;

/** A part of a YAML document, and where it stands. */
public sealed interface YamlNode {
    Place place();

    /** Says what it is, for messages. */
    String kind();

    /** A single value, still as text. */
    record Scalar(Place place, String text, Style style) implements YamlNode {
        /** Tells a bare word, which may be a number, from what is text whatever it looks like. */
        public enum Style {
            PLAIN,
            QUOTED
        }

        /** A text that did not stand in a file. */
        public static Scalar text(Place place, String text) {
            return new Scalar(place, text, Style.QUOTED);
        }

        public ScalarType type() {
            return style == Style.QUOTED ? ScalarType.TEXT : ScalarType.ofPlain(text);
        }

        @Override
        public String kind() {
            return type().words();
        }
    }

    /** Several nodes in order. */
    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Nodes by their keys, in the order of the file; no key stands twice. */
    record Mapping(Place place, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<YamlNode> get(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().text().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }

        @Override
        public String kind() {
            return "keys with values";
        }
    }

    /** A key and what belongs to it. */
    record Entry(Scalar key, YamlNode value) {}
}
