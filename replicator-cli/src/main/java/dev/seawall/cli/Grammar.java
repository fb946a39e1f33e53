package dev.seawall.cli;

import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.value.CountConverter;
import dev.seawall.cli.value.DurationConverter;
import dev.seawall.replica.GenerationId;
import dev.seawall.storage.StorageUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * Declares the command line, and nothing that runs it: whole for whoever shows or lists the verbs, and with one verb alone
 * for running that.
 *
 * <p>Picocli reads a verb's declaration by reflection. For all of them that takes longer than all else that a short verb
 * does, Java's own start included.
 */
final class Grammar {
    private static final int HELP_COLUMNS = 110;
    /** Those that stand before the verb in lines that need it alone; both have a value. */
    private static final Set<String> BEFORE_THE_VERB = Set.of("--log-level", "--log-format");

    private static final Map<String, Class<?>> VERBS = verbClasses();

    private final InstantSource clock;
    private @Nullable CommandLine whole;
    private @Nullable CommandLine last;
    private String lastVerb = "";

    Grammar(InstantSource clock) {
        this.clock = clock;
    }

    /** In the order in which the help shows them. */
    private static Map<String, Class<?>> verbClasses() {
        Map<String, Class<?>> verbs = new LinkedHashMap<>();
        verbs.put("replicate", ReplicateVerb.class);
        verbs.put("restore", RestoreVerb.class);
        verbs.put("generations", GenerationsVerb.class);
        verbs.put("snapshots", SnapshotsVerb.class);
        verbs.put("segments", SegmentsVerb.class);
        verbs.put("timeline", TimelineVerb.class);
        verbs.put("sync", SyncVerb.class);
        verbs.put("status", StatusVerb.class);
        verbs.put("start", StartVerb.class);
        verbs.put("stop", StopVerb.class);
        verbs.put("add", AddVerb.class);
        verbs.put("remove", RemoveVerb.class);
        verbs.put("reload", ReloadVerb.class);
        verbs.put("copy", CopyVerb.class);
        verbs.put("demo", DemoVerb.class);
        verbs.put("config", ConfigVerb.class);
        verbs.put("databases", DatabasesVerb.class);
        verbs.put("prepare", PrepareVerb.class);
        verbs.put("version", VersionVerb.class);
        verbs.put("completion", CompletionVerb.class);
        return Collections.unmodifiableMap(verbs);
    }

    Set<String> verbs() {
        return VERBS.keySet();
    }

    CommandLine whole() {
        CommandLine built = whole;
        if (built == null) {
            built = declare(VERBS);
            whole = built;
        }
        return built;
    }

    /** Declares as much as that line needs; what it says of the line is what the whole would say. */
    CommandLine forLine(String... words) {
        int at = 0;
        while (at < words.length && BEFORE_THE_VERB.contains(beforeEqualsSign(words[at]))) {
            at += words[at].contains("=") ? 1 : 2;
        }
        return at < words.length && VERBS.containsKey(words[at]) ? withVerb(words[at]) : whole();
    }

    private static String beforeEqualsSign(String word) {
        int at = word.indexOf('=');
        return at < 0 ? word : word.substring(0, at);
    }

    /** Tells whether any verb takes an option of that name; looks at the one that is asked for first. */
    boolean hasOption(String verb, String option) {
        return (VERBS.containsKey(verb) && hasOption(withVerb(verb), option)) || hasOption(whole(), option);
    }

    private static boolean hasOption(CommandLine commandLine, String option) {
        if (commandLine.getCommandSpec().optionsMap().containsKey(option)) {
            return true;
        }
        for (CommandLine verb : commandLine.getSubcommands().values()) {
            if (verb.getCommandSpec().optionsMap().containsKey(option)) {
                return true;
            }
        }
        return false;
    }

    private CommandLine withVerb(String verb) {
        CommandLine built = last;
        if (built == null || !verb.equals(lastVerb)) {
            built = declare(Map.of(verb, VERBS.getOrDefault(verb, SeawallCommand.class)));
            last = built;
            lastVerb = verb;
        }
        return built;
    }

    private CommandLine declare(Map<String, Class<?>> verbs) {
        CommandLine commandLine = new CommandLine(new SeawallCommand(), new Factory());
        commandLine.getCommandSpec().versionProvider(new VersionVerb.Line());
        for (Map.Entry<String, Class<?>> verb : verbs.entrySet()) {
            commandLine.addSubcommand(verb.getKey(), new CommandLine(verb.getValue(), new Factory()));
        }
        // After the verbs: each of these is handed on to those that are there.
        return commandLine
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Instant.class, new MomentConverter(clock))
                .registerConverter(ControlAddress.class, new ControlAddressConverter())
                .registerConverter(StorageUrl.class, new StorageUrlConverter())
                .registerConverter(GenerationId.class, new GenerationConverter())
                .registerConverter(int.class, new CountConverter.OfInt())
                .registerConverter(Long.class, new CountConverter.OfLong())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A database may well be called @home.db.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    }

    /** Makes verbs, and what belongs to them. */
    private static final class Factory implements CommandLine.IFactory {
        @Override
        public <T> T create(Class<T> type) throws Exception {
            return type.isInterface()
                    ? CommandLine.defaultFactory().create(type)
                    : type.getDeclaredConstructor().newInstance();
        }
    }
}
