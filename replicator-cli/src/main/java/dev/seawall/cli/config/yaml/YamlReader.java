package dev.seawall.cli.config.yaml;

import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document.
 *
 * <p>Built on events, not on the library's own nodes: only there an alias can still be told from what it stands for, so
 * that ten lines cannot become a million nodes, and depth can be bounded before anything recurses.
 */
public final class YamlReader {
    /** Says whether a document may name a part of itself again. */
    public enum Anchors {
        ALLOWED,
        REFUSED
    }

    private static final int MAX_DEPTH = 20;
    private static final int MAX_NODES = 50_000;
    private static final String MERGE = "<<";
    private static final Pattern TAB_INDENT = Pattern.compile("(?m)^( *)\\t[ \\t]*[^\\s#]");

    private final Iterator<Event> events;
    private final Anchors anchors;
    private final Map<Anchor, Counted> anchored = new HashMap<>();
    private int nodes;

    private YamlReader(Iterator<Event> events, Anchors anchors) {
        this.events = events;
        this.anchors = anchors;
    }

    /** A node, and how many there are in it: what each alias of it costs. */
    private record Counted(YamlNode node, int nodes) {}

    /** @return empty if there is nothing but comments */
    public static Optional<YamlNode> read(String text, Anchors anchors) throws YamlException {
        Matcher tab = TAB_INDENT.matcher(text);
        if (tab.find()) {
            throw new YamlException(Place.of(text, tab.end(1)), "a tab where a line is indented; use blanks");
        }
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            return new YamlReader(events, anchors).document();
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(YamlReader::place).orElse(Place.START);
            throw new YamlException(
                    place,
                    "this is not YAML: " + e.getProblem() + "; look at the indentation,"
                            + " and put a value with special signs in quotes");
        } catch (ReaderException e) {
            throw new YamlException(
                    Place.of(
                            text,
                            text.offsetByCodePoints(
                                    0, Math.min(e.getPosition(), text.codePointCount(0, text.length())))),
                    "the sign with the code " + e.getCodePoint() + " cannot stand in a file; delete it");
        } catch (YamlEngineException e) {
            throw new YamlException(Place.START, "this is not YAML that can be read: " + e.getMessage());
        }
    }

    private Optional<YamlNode> document() throws YamlException {
        Optional<YamlNode> root = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart) {
                if (root.isPresent()) {
                    throw new YamlException(place(event), "a second document begins; make it a file of its own");
                }
                root = Optional.of(node(events.next(), 0));
            }
        }
        return root.filter(node -> !(node instanceof Scalar scalar && scalar.type() == ScalarType.NOTHING));
    }

    private YamlNode node(Event event, int depth) throws YamlException {
        Place place = place(event);
        if (event instanceof AliasEvent alias) {
            // Refused with its anchor where anchors are, since an alias comes after its anchor.
            Counted target = anchored.get(alias.getAlias());
            if (target == null) {
                throw new YamlException(place, "an alias here stands for nothing before it; write it out");
            }
            count(target.nodes, place);
            return target.node;
        }
        count(1, place);
        if (depth > MAX_DEPTH) {
            throw new YamlException(place, "nested more than " + MAX_DEPTH + " deep; nothing here needs that");
        }
        int before = nodes;
        requirePlain(event, place);
        YamlNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar, place);
        } else if (event instanceof MappingStartEvent) {
            node = mapping(place, depth);
        } else {
            node = sequence(place, depth);
        }
        Optional<Anchor> anchor = event instanceof NodeEvent named ? named.getAnchor() : Optional.empty();
        if (anchor.isPresent()) {
            anchored.put(anchor.get(), new Counted(node, nodes - before + 1));
        }
        return node;
    }

    private void requirePlain(Event event, Place place) throws YamlException {
        if (anchors == Anchors.REFUSED
                && event instanceof NodeEvent node
                && node.getAnchor().isPresent()) {
            throw new YamlException(place, "anchors (&) and aliases (*) are not taken; write it out");
        }
        Optional<String> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
        if (tag.isPresent()) {
            throw new YamlException(place, "tags (!) are not taken; leave it out, and put text in quotes");
        }
    }

    private void count(int more, Place place) throws YamlException {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new YamlException(place, "more than " + MAX_NODES + " values; is it the right file?");
        }
    }

    private static Scalar scalar(ScalarEvent event, Place place) {
        return new Scalar(place, event.getValue(), event.isPlain() ? Scalar.Style.PLAIN : Scalar.Style.QUOTED);
    }

    private Sequence sequence(Place place, int depth) throws YamlException {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new Sequence(place, items);
    }

    private Mapping mapping(Place place, int depth) throws YamlException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Entry> merged = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Place keyPlace = place(event);
            if (!(node(event, depth + 1) instanceof Scalar key)) {
                throw new YamlException(keyPlace, "a key here is no word; put a value with special signs in quotes");
            }
            YamlNode value = node(events.next(), depth + 1);
            if (key.text().equals(MERGE) && anchors == Anchors.ALLOWED) {
                merged.addAll(mergeable(value).entries());
                continue;
            }
            Entry before = entries.putIfAbsent(key.text(), new Entry(key, value));
            if (before != null) {
                throw new YamlException(
                        keyPlace,
                        "'" + key.text() + "' stands here twice, first in line "
                                + before.key().place().line() + "; leave one");
            }
        }
        merged.forEach(entry -> entries.putIfAbsent(entry.key().text(), entry));
        return new Mapping(place, List.copyOf(entries.values()));
    }

    private static Mapping mergeable(YamlNode value) throws YamlException {
        if (value instanceof Mapping mapping) {
            return mapping;
        }
        throw new YamlException(value.place(), "'<<' takes the alias of one mapping; write it out");
    }

    private static Place place(Event event) {
        return event.getStartMark().map(YamlReader::place).orElse(Place.START);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
