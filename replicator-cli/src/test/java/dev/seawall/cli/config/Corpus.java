package dev.seawall.cli.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the configuration files among the test resources, and says what becomes of one.
 *
 * <pre>
 * valid|broken / seawall|litestream / CASE.yml
 * CASE.effective         what is in force
 * CASE.warnings          what is warned of, a line each
 * CASE.converted         for Litestream's: the same in our form
 * CASE.convert-warnings  what is warned of when converting alone
 * CASE.problems          what is wrong, a line each
 * </pre>
 */
final class Corpus {
    static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            Map.entry("DATA", "/data/var"),
            Map.entry("BUCKET", "my-bucket"),
            Map.entry("KEY_ID", "AKID"),
            Map.entry("SECRET", "hunter2"),
            Map.entry("PAGES", "2000"),
            Map.entry("TRUTH", "true"),
            Map.entry("RETENTION_DAYS", "9"),
            Map.entry("EMPTY", ""),
            Map.entry("STRUCTURE", "/data/{a: [b]}: # c.db"),
            Map.entry("REPLICAS", "[{path: /mnt/a$}]"));

    private Corpus() {}

    /** @param folder such as {@code valid/seawall} */
    static List<Path> cases(String folder) throws Exception {
        URI root = Objects.requireNonNull(Corpus.class.getResource("/config/" + folder))
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    static ConfigurationFile file(Path file) {
        return new ConfigurationFile(file, variables());
    }

    static Variables variables() {
        return new Variables(ENVIRONMENT, Variables.Use.EXPAND);
    }

    /** What becomes of a file, by the endings of the files that hold the expected answer. */
    static Map<String, String> answers(Path file) throws IOException {
        Map<String, String> answers = new TreeMap<>();
        List<String> warnings;
        try {
            ConfigurationFile.Loaded loaded = file(file).load();
            answers.put("effective", portable(EffectiveYaml.of(loaded.configuration()), file));
            warnings = loaded.warnings();
        } catch (InvalidConfigurationException e) {
            answers.put("problems", lines(e.problems(), file));
            return answers;
        }
        putLines(answers, "warnings", warnings, file);
        if (Dialect.of(Files.readString(file)) == Dialect.LITESTREAM) {
            try {
                Conversion.Converted converted = new Conversion(file, variables()).convert();
                List<String> more = new ArrayList<>(converted.warnings());
                more.removeAll(warnings);
                answers.put("converted", portable(converted.yaml(), file));
                putLines(answers, "convert-warnings", more, file);
            } catch (InvalidConfigurationException e) {
                answers.put("converted", lines(e.problems(), file));
            }
        }
        return answers;
    }

    private static void putLines(Map<String, String> answers, String ending, List<String> lines, Path file) {
        if (!lines.isEmpty()) {
            answers.put(ending, lines(lines, file));
        }
    }

    private static String lines(List<String> lines, Path file) {
        return portable(String.join("\n", lines) + "\n", file);
    }

    private static String portable(String text, Path file) {
        return text.replace(file + ":", "").replace(System.getProperty("user.home") + "/", "HOME/");
    }
}
