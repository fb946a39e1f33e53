package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Translates a whole file of Litestream's, of 0.3 or 0.5: their keys differ, and none means two things. */
public final class LitestreamTranslation {
    private static final String DEFAULT_SOCKET = "/var/run/litestream.sock";
    /** As long as a duration may be: nothing is ever deleted. */
    private static final String FOR_EVER = "36500d";

    private final Findings findings;

    public LitestreamTranslation(Findings findings) {
        this.findings = findings;
    }

    /** @return to be used only if there is no problem among the findings */
    public Mapping translate(YamlNode root) {
        TheirSection top = TheirSection.of(root, Level.TOP, findings);
        OurSection ours = new OurSection(Place.START);
        boolean keepsAll = keepsAll(top);
        if (root instanceof Mapping mapping && mapping.get("databases").isPresent()) {
            findings.problem(
                    mapping.get("databases").get().place(),
                    "'databases' is Seawall's and 'dbs' is Litestream's; leave one of the two");
        }
        control(top, ours);
        top.section("logging", Level.LOGGING).ifPresent(logging -> logging(logging, ours));
        ours.text("exec", top.value("exec"));
        defaults(top, ours, keepsAll);
        DatabaseTranslation databases = new DatabaseTranslation(
                findings, root instanceof Mapping inherited ? inherited : ours.mapping(), keepsAll);
        List<Mapping> translated = new ArrayList<>();
        for (YamlNode item : top.items("dbs")) {
            translated.add(databases.translate(item));
        }
        if (translated.isEmpty() && !findings.hasProblems()) {
            findings.problem(top.place(), "'dbs' lists no database; write one or more");
        }
        ours.list("databases", top.raw("dbs").map(YamlNode::place).orElse(Place.START), translated);
        return ours.mapping();
    }

    private void control(TheirSection top, OurSection ours) {
        Optional<TheirSection> socket = top.section("socket", Level.SOCKET);
        if (socket.isPresent() && socket.get().isTrue("enabled")) {
            Optional<Scalar> path = socket.get().value("path");
            Place place = path.map(Scalar::place).orElse(socket.get().place());
            ours.put(
                    "control",
                    Scalar.text(place, "unix:" + path.map(Scalar::text).orElse(DEFAULT_SOCKET)));
            findings.warning(place, "what is said over 'socket' is Seawall's, not Litestream's");
        }
    }

    private void logging(TheirSection logging, OurSection ours) {
        logging.value("level").ifPresent(level -> {
            String text = level.text().toLowerCase(Locale.ROOT);
            ours.put("log-level", Scalar.text(level.place(), text.equals("warning") ? "warn" : text));
        });
        logging.value("type").ifPresent(type -> {
            if (type.text().equals("pretty")) {
                findings.warning(type.place(), "'pretty' is not there; log lines are text");
            }
            ours.put("log-format", Scalar.text(type.place(), type.text().equals("json") ? "json" : "text"));
        });
    }

    private void defaults(TheirSection top, OurSection ours, boolean keepsAll) {
        OurSection defaults = new OurSection(Place.START);
        Optional<TheirSection> snapshot = top.section("snapshot", Level.SNAPSHOT);
        snapshot.ifPresent(given -> defaults.text("snapshot-interval", given.value("interval")));
        Optional<Scalar> retention = snapshot.flatMap(given -> given.value("retention"));
        if (keepsAll) {
            Place place = top.raw("retention").map(YamlNode::place).orElse(top.place());
            retention.ifPresent(ignored -> findings.warning(ignored.place(), DatabaseTranslation.IGNORED_RETENTION));
            defaults.put("retention", Scalar.text(place, FOR_EVER));
        } else {
            defaults.text("retention", retention);
        }
        defaults.text("shutdown-timeout", top.value("shutdown-sync-timeout"));
        if (!defaults.isEmpty()) {
            ours.put("defaults", defaults.mapping());
        }
    }

    /** Tells whether nothing is ever to be deleted, whatever else is said. In 0.3 the key holds a duration. */
    private boolean keepsAll(TheirSection top) {
        return top.raw("retention")
                .filter(Mapping.class::isInstance)
                .map(node -> TheirSection.of(node, Level.RETENTION, findings))
                .filter(section -> section.has("enabled") && !section.isTrue("enabled"))
                .isPresent();
    }
}
