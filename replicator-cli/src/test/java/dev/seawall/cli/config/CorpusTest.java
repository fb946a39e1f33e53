package dev.seawall.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of the corpus comes to what stands beside it; see {@link Corpus} for the files. */
class CorpusTest {
    @TempDir
    Path folder;

    static Stream<Path> all() throws Exception {
        List<Path> all = new ArrayList<>();
        for (String kind : List.of("valid/seawall", "valid/litestream", "broken/seawall", "broken/litestream")) {
            all.addAll(Corpus.cases(kind));
        }
        return all.stream();
    }

    static Stream<Path> ofLitestream() throws Exception {
        return Corpus.cases("valid/litestream").stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void file_read_isWhatStandsBesideIt(Path file) throws Exception {
        assertThat(Corpus.answers(file)).isEqualTo(besides(file));
    }

    @ParameterizedTest
    @MethodSource("all")
    void answer_ofEachFile_holdsNoSecret(Path file) throws Exception {
        assertThat(Corpus.answers(file).toString()).doesNotContainIgnoringCase("hunter2", "not-shown", "12345678");
    }

    @ParameterizedTest
    @MethodSource("ofLitestream")
    void converted_read_meansTheSame(Path file) throws Exception {
        Conversion.Converted converted = new Conversion(file, Corpus.variables()).convert();
        Path ours = Files.writeString(folder.resolve("ours.yml"), converted.yaml());
        Map<String, String> environment = new TreeMap<>(Corpus.ENVIRONMENT);
        // The secrets that stood in the file, and the variables that nobody has set.
        Map<String, String> literal = Map.of(
                "ACCESS_KEY_ID", "AKID",
                "SECRET_ACCESS_KEY", "not-shown",
                "ACCESS_KEY_ID_2", "AKGLOBAL",
                "SECRET_ACCESS_KEY_2", "not-shown-either");
        environment.putAll(literal);
        if (converted.yaml().contains("${EXEC}")) {
            environment.put("EXEC", "serve --password hunter2");
        }
        if (file.endsWith("dollar-in-secret.yml")) {
            environment.put("SECRET_ACCESS_KEY", "not-shownAKID");
        }
        if (converted.yaml().contains("${fix}")) {
            environment.put("fix", "f");
            environment.put("NOT_SET_ANYWHERE", "r");
        }
        Variables variables = new Variables(environment, Variables.Use.EXPAND);

        List<?> meant =
                new ConfigurationFile(file, variables).load().configuration().members();

        assertThat(new ConfigurationFile(ours, variables).load().configuration().members())
                .isEqualTo(meant);
    }

    @Test
    void everyKeyOfOurs_isInAValidFile() throws Exception {
        Set<String> used = new TreeSet<>();
        for (Path file : Corpus.cases("valid/seawall")) {
            collectKeys(
                    YamlReader.read(Files.readString(file), YamlReader.Anchors.REFUSED)
                            .orElseThrow(),
                    used);
        }
        List<String> fromFiles = List.of("access-key-id-file", "secret-access-key-file"); // SecretFileTest

        assertThat(used)
                .contains(Stream.of(Key.values())
                        .map(Key::text)
                        .filter(key -> !fromFiles.contains(key))
                        .toArray(String[]::new));
    }

    private static void collectKeys(YamlNode node, Set<String> used) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach(entry -> {
                used.add(entry.key().text());
                collectKeys(entry.value(), used);
            });
        } else if (node instanceof YamlNode.Sequence sequence) {
            sequence.items().forEach(item -> collectKeys(item, used));
        }
    }

    private static Map<String, String> besides(Path file) throws Exception {
        String base = file.getFileName().toString().replaceFirst("yml$", "");
        Map<String, String> answers = new TreeMap<>();
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            for (Path answer : files.toList()) {
                String name = answer.getFileName().toString();
                if (name.startsWith(base) && !name.endsWith(".yml")) {
                    answers.put(name.substring(base.length()), Files.readString(answer));
                }
            }
        }
        return answers;
    }
}
