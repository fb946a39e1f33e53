package dev.seawall.cli.config;

import dev.seawall.cli.config.DatabaseConfiguration.WhenMissing;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import dev.seawall.cli.config.yaml.YamlWriter;
import dev.seawall.cli.exec.CommandWords;
import dev.seawall.replicate.Options;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what is in force, in Seawall's form: every option of every database, and of secrets only that they are set. */
public final class EffectiveYaml {
    private static final String SECRET = "(set)";

    private EffectiveYaml() {}

    public static String of(Configuration configuration) {
        List<Entry> top = new ArrayList<>();
        configuration.control().ifPresent(control -> put(top, Key.CONTROL, control));
        configuration.logLevel().ifPresent(level -> put(top, Key.LOG_LEVEL, level));
        configuration.logFormat().ifPresent(format -> put(top, Key.LOG_FORMAT, format));
        configuration.exec().ifPresent(command -> put(top, Key.EXEC, program(command)));
        List<YamlNode> databases = new ArrayList<>();
        configuration.databases().forEach(database -> databases.add(database(database)));
        top.add(entry(Key.DATABASES, new Sequence(Place.START, databases)));
        return YamlWriter.write(new Mapping(Place.START, top));
    }

    /** Not its arguments: variables were put into them, and there may be secrets among them. */
    private static String program(String command) {
        List<String> words = CommandWords.split(command);
        return words.size() == 1 ? words.get(0) : words.get(0) + " (arguments not shown)";
    }

    private static Mapping database(DatabaseConfiguration database) {
        Options options = database.settings().options();
        List<Entry> entries = new ArrayList<>();
        put(entries, Key.DATABASE_PATH, database.path());
        put(entries, Key.SYNC_INTERVAL, QuantityText.of(options.syncInterval()));
        put(entries, Key.SNAPSHOT_INTERVAL, QuantityText.of(options.snapshotInterval()));
        put(entries, Key.RETENTION, QuantityText.of(options.retention()));
        plain(entries, Key.CHECKPOINT_PAGES, options.checkpointFrames());
        put(entries, Key.CHECKPOINT_INTERVAL, QuantityText.of(options.checkpointInterval()));
        put(entries, Key.MAX_WAL_SIZE, QuantityText.ofBytes(options.maxWalBytes()));
        put(entries, Key.SPOOL_LIMIT, QuantityText.ofBytes(options.spoolLimitBytes()));
        put(entries, Key.FIRM_ROTATE, options.firmRotate().name().toLowerCase(Locale.ROOT));
        plain(entries, Key.ENABLE_WAL, database.settings().journalMode() == JournalMode.SWITCH_TO_WAL);
        plain(entries, Key.RESTORE_IF_MISSING, database.whenMissing() == WhenMissing.RESTORE);
        put(entries, Key.SHUTDOWN_TIMEOUT, QuantityText.of(database.settings().shutdownTimeout()));
        database.settings().stateDirectory().ifPresent(folder -> put(entries, Key.STATE_DIR, folder));
        List<YamlNode> replicas = new ArrayList<>();
        database.replicas().forEach(replica -> replicas.add(replica(replica)));
        entries.add(entry(Key.REPLICAS, new Sequence(Place.START, replicas)));
        return new Mapping(Place.START, entries);
    }

    private static Mapping replica(ReplicaConfiguration replica) {
        List<Entry> entries = new ArrayList<>();
        put(entries, Key.REPLICA_URL, replica.url());
        if (replica.accessKey().isPresent()) {
            put(entries, Key.ACCESS_KEY_ID, SECRET);
            put(entries, Key.SECRET_ACCESS_KEY, SECRET);
        }
        return new Mapping(Place.START, entries);
    }

    /** A dollar would begin a variable where this is read again. */
    private static void put(List<Entry> entries, Key key, Object value) {
        entries.add(entry(key, Scalar.text(Place.START, value.toString().replace("$", "$$"))));
    }

    private static void plain(List<Entry> entries, Key key, Object value) {
        entries.add(entry(key, new Scalar(Place.START, value.toString(), Scalar.Style.PLAIN)));
    }

    private static Entry entry(Key key, YamlNode value) {
        return new Entry(new Scalar(Place.START, key.text(), Scalar.Style.PLAIN), value);
    }
}
