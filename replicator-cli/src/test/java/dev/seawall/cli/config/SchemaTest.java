package dev.seawall.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    private static final Path FILE = Path.of("..", "docs", "seawall.schema.json");
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");

    @Test
    void file_isWhatTheTableOfKeysSays() throws Exception {
        Path generated = Files.writeString(Path.of("target", "seawall.schema.json"), Schema.text());

        assertThat(FILE)
                .as("copy replicator-cli/%s to docs, if the change is meant", generated)
                .hasSameTextualContentAs(generated);
    }

    static Stream<Path> valid() throws Exception {
        return Stream.concat(
                Corpus.cases("valid/seawall").stream(),
                Stream.of(EXAMPLES.resolve("seawall.yml"), EXAMPLES.resolve("systemd/seawall.yml")));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void validFile_isValidBySchema(Path file) throws Exception {
        assertThat(faults(file)).isEmpty();
    }

    /** Those whose fault lies in names and types; what is wrong with values, an editor cannot know. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown-key",
                "unknown-key-at-the-top",
                "key-of-another-section",
                "wrong-types",
                "defaults-is-a-list",
                "databases-is-no-list",
                "empty-list",
                "no-databases",
                "no-replicas",
                "no-path",
                "duration-without-unit",
                "url-and-path",
                "neither-url-nor-path",
                "misspelt-secret"
            })
    void brokenFile_isBrokenBySchema(String name) throws Exception {
        Path file = Corpus.cases("broken/seawall").get(0).resolveSibling(name + ".yml");

        assertThat(faults(file)).isNotEmpty();
    }

    private static List<String> faults(Path file) throws Exception {
        YamlNode root = YamlReader.read(Files.readString(file), YamlReader.Anchors.REFUSED)
                .orElseThrow();
        Map<String, Object> schema = JSON.std.mapFrom(Files.readString(FILE));
        return SchemaCheck.faults(schema, root);
    }
}
