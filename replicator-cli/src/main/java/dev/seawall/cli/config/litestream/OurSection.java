package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers keys of Seawall's form. Each value keeps the place that it has in the file of Litestream. */
final class OurSection {
    private final Place place;
    private final List<Entry> entries = new ArrayList<>();

    OurSection(Place place) {
        this.place = place;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void put(String key, YamlNode value) {
        entries.add(new Entry(new Scalar(value.place(), key, Scalar.Style.PLAIN), value));
    }

    /** Puts a value that is text to us, whatever it looks like to YAML. */
    void text(String key, Optional<Scalar> value) {
        value.ifPresent(scalar -> put(key, Scalar.text(scalar.place(), scalar.text())));
    }

    /** Puts a value that is a number or a truth to us. */
    void plain(String key, Optional<Scalar> value) {
        value.ifPresent(scalar -> plain(key, scalar.place(), scalar.text()));
    }

    void plain(String key, Place where, String value) {
        put(key, new Scalar(where, value, Scalar.Style.PLAIN));
    }

    void list(String key, Place where, List<? extends YamlNode> items) {
        put(key, new Sequence(where, List.copyOf(items)));
    }

    Mapping mapping() {
        return new Mapping(place, entries);
    }
}
