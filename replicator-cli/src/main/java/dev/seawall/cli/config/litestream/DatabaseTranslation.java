package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.value.DurationConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** Translates one of Litestream's {@code dbs}. */
final class DatabaseTranslation {
    /** What Litestream does where a replica says nothing; empty if it does nothing then. */
    private static final Map<String, String> USUAL =
            Map.of("sync-interval", "1s", "retention", "24h", "snapshot-interval", "");

    private static final long PAGE_KIB = 4;
    private static final long MIN_WAL_KIB = 1L << 10;
    private static final long MAX_WAL_KIB = 1L << 20;

    static final String IGNORED_RETENTION = "'retention' has no effect here: the file's own 'retention' is not enabled,"
            + " so nothing is ever deleted";

    private final Findings findings;
    private final Mapping top;
    private final boolean keepsAll;

    /**
     * @param top holds, in 0.5, what every replica inherits
     * @param keepsAll whether the file says that nothing is ever deleted, which no database can take back
     */
    DatabaseTranslation(Findings findings, Mapping top, boolean keepsAll) {
        this.findings = findings;
        this.top = top;
        this.keepsAll = keepsAll;
    }

    Mapping translate(YamlNode node) {
        TheirSection theirs = TheirSection.of(node, Level.DATABASE, findings);
        OurSection ours = new OurSection(node.place());
        refuse(theirs);
        ours.text("path", theirs.value("path").map(DatabaseTranslation::path));
        ours.text("state-dir", theirs.value("meta-path").map(TheirPath::expand));
        ours.text("checkpoint-interval", theirs.value("checkpoint-interval"));
        ours.plain("checkpoint-pages", theirs.value("min-checkpoint-page-count"));
        theirs.value("truncate-page-n")
                .or(() -> theirs.value("max-checkpoint-page-count"))
                .ifPresent(pages -> maxWal(pages, ours));

        theirs.value("restore-if-db-not-exists")
                .ifPresent(given -> ours.plain(
                        "restore-if-missing",
                        given.place(),
                        String.valueOf(theirs.isTrue("restore-if-db-not-exists"))));

        List<TheirSection> replicas = replicas(theirs);
        Optional<TheirSection> snapshot = theirs.section("snapshot", Level.SNAPSHOT);
        ours.text("sync-interval", common("sync-interval", replicas));
        ours.text(
                "snapshot-interval",
                snapshot.flatMap(given -> given.value("interval")).or(() -> common("snapshot-interval", replicas)));
        Optional<Scalar> retention = snapshot.flatMap(given -> given.value("retention"));
        if (keepsAll) {
            warnOfIgnoredRetention(retention, replicas);
        } else {
            ours.text("retention", retention.or(() -> common("retention", replicas)));
        }

        List<Mapping> translated = new ArrayList<>();
        for (TheirSection replica : replicas) {
            translated.add(new ReplicaTranslation(replica, findings).translate());
        }
        Place place = theirs.raw("replicas")
                .or(() -> theirs.raw("replica"))
                .map(YamlNode::place)
                .orElse(node.place());
        ours.list("replicas", place, translated);
        return ours.mapping();
    }

    private void refuse(TheirSection theirs) {
        theirs.raw("dir")
                .ifPresent(
                        folder -> findings.problem(
                                folder.place(),
                                "'dir' replicates whatever a folder holds, which Seawall does not do; write one database for each file"));
    }

    private List<TheirSection> replicas(TheirSection theirs) {
        if (theirs.has("replica") && theirs.has("replicas")) {
            findings.problem(theirs.place(), "'replica' and 'replicas' stand side by side; leave one");
        }
        List<YamlNode> nodes = new ArrayList<>(theirs.items("replicas"));
        theirs.raw("replica").ifPresent(nodes::add);
        return nodes.stream()
                .map(node -> TheirSection.of(node, top, Level.REPLICA, findings))
                .toList();
    }

    private void warnOfIgnoredRetention(Optional<Scalar> ofDatabase, List<TheirSection> replicas) {
        ofDatabase.ifPresent(ignored -> findings.warning(ignored.place(), IGNORED_RETENTION));
        replicas.stream()
                .flatMap(replica -> replica.raw("retention").stream())
                .filter(Scalar.class::isInstance)
                .forEach(ignored -> findings.warning(ignored.place(), IGNORED_RETENTION));
    }

    /** Finds what all replicas agree on: here, it is the database's. */
    private Optional<Scalar> common(String key, List<TheirSection> replicas) {
        Optional<Scalar> common = Optional.empty();
        for (TheirSection replica : replicas) {
            // In 0.5 the key of this name at the top holds keys of its own.
            Optional<Scalar> value =
                    replica.raw(key).filter(Scalar.class::isInstance).map(Scalar.class::cast);
            String usual = USUAL.getOrDefault(key, "");
            boolean differs = value.isEmpty()
                    ? common.filter(known -> !isSame(known.text(), usual)).isPresent()
                    : common.map(Scalar::text)
                            .or(() -> replicas.indexOf(replica) > 0 ? Optional.of(usual) : Optional.empty())
                            .filter(known -> !isSame(known, value.get().text()))
                            .isPresent();
            if (differs) {
                findings.problem(
                        value.map(Scalar::place).orElse(replica.place()),
                        "replicas of one database differ in '" + key + "', which Seawall has once for a database;"
                                + " make them the same");
                return Optional.empty();
            }
            common = common.or(() -> value);
        }
        return common;
    }

    private static boolean isSame(String one, String other) {
        try {
            return DurationConverter.parse(one).equals(DurationConverter.parse(other));
        } catch (TypeConversionException e) {
            return one.equals(other);
        }
    }

    /** Litestream counts pages, and we bytes: of what size a page is, nobody knows before the database is there. */
    private void maxWal(Scalar pages, OurSection ours) {
        if (!pages.text().matches("\\d{1,12}")) {
            findings.problem(pages.place(), "this is no number of pages; write a whole number");
            return;
        }
        long kib = Long.parseLong(pages.text()) * PAGE_KIB;
        if (kib == 0) {
            ours.put("firm-rotate", Scalar.text(pages.place(), "off"));
            return;
        }
        String size = Math.max(MIN_WAL_KIB, Math.min(MAX_WAL_KIB, kib)) + "KiB";
        findings.warning(
                pages.place(),
                "a number of pages is taken as pages of 4 KiB, within 1 MiB and 1 GiB: max-wal-size " + size);
        ours.put("max-wal-size", Scalar.text(pages.place(), size));
    }

    private static Scalar path(Scalar path) {
        return TheirPath.expand(Scalar.text(path.place(), path.text().replaceFirst("^sqlite3?://", "")));
    }
}
