package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a configuration of a tree in Seawall's form. */
final class ConfigurationReader {
    private final Path base;
    private final Findings findings;
    private final SectionReader sections;
    private final ReplicaReader replicas;

    /** @param base relative paths begin here */
    ConfigurationReader(Path base, Variables variables, Findings findings) {
        this.base = base;
        this.findings = findings;
        this.sections = new SectionReader(findings, variables);
        this.replicas = new ReplicaReader(base, findings);
    }

    /** @return what can be made of it; to be used only if there is no problem among the findings */
    Configuration read(YamlNode root) {
        Values top = sections.read(root, Section.FILE);
        Values defaults = top.get(Key.DEFAULTS_KEY, Mapping.class)
                .map(mapping -> sections.read(mapping, Section.DEFAULTS))
                .orElseGet(() -> new Values(Place.START));
        List<Placed> databases = new ArrayList<>();
        if (root instanceof Mapping) {
            for (YamlNode item : items(top, Key.DATABASES)) {
                database(item, defaults).ifPresent(databases::add);
            }
        }
        Overlaps.check(databases, findings);
        return new Configuration(
                top.get(Key.CONTROL, ControlAddress.class),
                top.get(Key.LOG_LEVEL, LogLevel.class),
                top.get(Key.LOG_FORMAT, LogFormat.class),
                top.get(Key.EXEC, String.class),
                OptionValues.settings(defaults, Optional.empty()),
                databases.stream().map(Placed::database).toList());
    }

    private Optional<Placed> database(YamlNode node, Values defaults) {
        Values own = sections.read(node, Section.DATABASE);
        List<ReplicaConfiguration> targets = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        if (node instanceof Mapping) {
            for (YamlNode item : items(own, Key.REPLICAS)) {
                replicas.read(sections.read(item, Section.REPLICA)).ifPresent(replica -> {
                    targets.add(replica);
                    places.add(item.place());
                });
            }
            if (!own.isWritten(Key.DATABASE_PATH)) {
                findings.problem(node.place(), "a database needs a 'path'; write where its file is");
            }
        }
        Optional<String> path = own.get(Key.DATABASE_PATH, String.class);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> state = own.get(Key.STATE_DIR, String.class).map(this::absolute);
        Values all = own.over(defaults);
        DatabaseConfiguration database = new DatabaseConfiguration(
                absolute(path.get()),
                path.get(),
                targets,
                OptionValues.settings(all, state),
                OptionValues.whenMissing(all));
        return Optional.of(new Placed(database, own.placeOf(Key.DATABASE_PATH), own.placeOf(Key.STATE_DIR), places));
    }

    private Path absolute(String path) {
        return base.resolve(path).normalize();
    }

    /** The items of a list that must be there, and not be empty. */
    private List<YamlNode> items(Values values, Key key) {
        if (!values.isWritten(key)) {
            findings.problem(values.place(), "'" + key.text() + "' is missing here; write one or more");
        }
        List<YamlNode> items =
                values.get(key, Sequence.class).map(Sequence::items).orElse(List.of());
        if (values.has(key) && items.isEmpty()) {
            findings.problem(values.placeOf(key), "'" + key.text() + "' is empty; write one or more");
        }
        return items;
    }
}
