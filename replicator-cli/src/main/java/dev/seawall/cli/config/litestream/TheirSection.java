package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.ScalarType;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import dev.seawall.storage.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads keys of Litestream's file, and warns of those that nothing comes of. An empty value is none, as there. */
final class TheirSection {
    private final Mapping mapping;
    private final Mapping inherited;
    private final Findings findings;

    private TheirSection(Mapping mapping, Mapping inherited, Findings findings) {
        this.mapping = mapping;
        this.inherited = inherited;
        this.findings = findings;
    }

    static TheirSection of(YamlNode node, Level level, Findings findings) {
        return of(node, new Mapping(node.place(), List.of()), level, findings);
    }

    /** @param inherited holds for the keys that the section does not have; not warned of here */
    static TheirSection of(YamlNode node, Mapping inherited, Level level, Findings findings) {
        if (!(node instanceof Mapping mapping)) {
            findings.problem(node.place(), "this is " + node.kind() + "; Litestream has keys with values here");
            return new TheirSection(new Mapping(node.place(), List.of()), inherited, findings);
        }
        TheirSection section = new TheirSection(mapping, inherited, findings);
        mapping.entries().forEach(entry -> section.warn(entry, level));
        return section;
    }

    private void warn(Entry entry, Level level) {
        String key = entry.key().text();
        boolean isDefaultForReplicas =
                level == Level.TOP && Level.REPLICA.mapped().contains(key);
        if (level.mapped().contains(key) || isDefaultForReplicas || isNothing(entry.value())) {
            return;
        }
        String why = level.withoutEffect().get(key);
        if (why == null && level == Level.TOP) {
            why = Level.REPLICA.withoutEffect().get(key);
        }
        if (why != null) {
            findings.warning(entry.key().place(), "'" + key + "' has no effect here: " + why);
            return;
        }
        List<String> known = new ArrayList<>(level.mapped());
        known.addAll(level.withoutEffect().keySet());
        known.sort(null);
        findings.warning(
                entry.key().place(),
                "'" + key + "' is no key of Litestream's, and has no effect; did you mean '"
                        + NearestWord.to(key, known) + "'?");
    }

    private static boolean isNothing(YamlNode node) {
        return node instanceof Scalar scalar
                && (scalar.type() == ScalarType.NOTHING || scalar.text().isEmpty());
    }

    Place place() {
        return mapping.place();
    }

    private Optional<YamlNode> node(String key) {
        return mapping.get(key)
                .filter(node -> !isNothing(node))
                .or(() -> inherited.get(key).filter(node -> !isNothing(node)));
    }

    /** A single value. */
    Optional<Scalar> value(String key) {
        Optional<YamlNode> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Scalar)) {
            findings.problem(
                    node.get().place(), "'" + key + "' is " + node.get().kind() + "; Litestream has one value here");
        }
        return node.filter(Scalar.class::isInstance).map(Scalar.class::cast);
    }

    /** A value that Litestream takes as true; it reads YAML 1.1, where words for it are many. */
    boolean isTrue(String key) {
        return value(key)
                .map(scalar -> scalar.text().matches("(?i)true|yes|on|y|1|t"))
                .orElse(false);
    }

    Optional<TheirSection> section(String key, Level level) {
        return node(key).map(node -> of(node, level, findings));
    }

    boolean has(String key) {
        return node(key).isPresent();
    }

    /** The items of a list; none if there is no list. */
    List<YamlNode> items(String key) {
        Optional<YamlNode> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Sequence)) {
            findings.problem(
                    node.get().place(), "'" + key + "' is " + node.get().kind() + "; Litestream has a list here");
        }
        return node.filter(Sequence.class::isInstance)
                .map(list -> ((Sequence) list).items())
                .orElse(List.of());
    }

    Optional<YamlNode> raw(String key) {
        return node(key);
    }
}
