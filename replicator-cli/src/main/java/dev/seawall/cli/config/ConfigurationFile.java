package dev.seawall.cli.config;

import dev.seawall.cli.config.litestream.LitestreamExpansion;
import dev.seawall.cli.config.litestream.LitestreamTranslation;
import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlException;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlReader;
import dev.seawall.cli.config.yaml.YamlReader.Anchors;
import dev.seawall.cli.config.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Is a file with a configuration, ours or Litestream's. */
public final class ConfigurationFile {
    /** Where the configuration is if nothing else is said. */
    public static final Path USUAL = Path.of("/etc/seawall.yml");

    private final Path file;
    private final Variables variables;

    public ConfigurationFile(Path file, Variables variables) {
        this.file = file;
        this.variables = variables;
    }

    /**
     * What a file says.
     *
     * @param warnings what is odd, or has no effect, and is taken all the same; with places
     */
    public record Loaded(Configuration configuration, List<String> warnings) {}

    /**
     * Reads and checks all of it.
     *
     * @throws IOException if the file cannot be read
     */
    public Loaded load() throws IOException, InvalidConfigurationException {
        Findings findings = new Findings(file.toString());
        String text = text();
        Configuration configuration =
                Dialect.of(text) == Dialect.LITESTREAM ? theirs(text, findings) : ours(text, findings);
        requireNoProblem(findings);
        return new Loaded(configuration, findings.warnings());
    }

    private Configuration ours(String text, Findings findings) throws InvalidConfigurationException {
        YamlNode root = parse(text, Anchors.REFUSED);
        // A path must mean the same to every verb, wherever it is called: so it begins where the file is.
        Path base = Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                .orElse(Path.of("/"));
        return new ConfigurationReader(base, variables, findings).read(root);
    }

    private Configuration theirs(String text, Findings findings) throws InvalidConfigurationException {
        String expanded = variables.use() == Variables.Use.EXPAND
                ? LitestreamExpansion.expand(text, variables.environment())
                : text;
        YamlNode root = parse(expanded, Anchors.ALLOWED);
        YamlNode ours = new LitestreamTranslation(findings).translate(root);
        requireNoProblem(findings);
        return new ConfigurationReader(Path.of("").toAbsolutePath(), Variables.literal(), findings).read(ours);
    }

    String text() throws IOException, InvalidConfigurationException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder; name the file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return YamlText.decode(in.readNBytes(YamlText.MAX_BYTES + 1));
        } catch (YamlException e) {
            throw invalid(e);
        }
    }

    YamlNode parse(String text, Anchors anchors) throws InvalidConfigurationException {
        try {
            return YamlReader.read(text, anchors)
                    .orElseThrow(() -> invalid(Place.START, "the file is empty; write 'databases:' and list them"));
        } catch (YamlException e) {
            throw invalid(e);
        }
    }

    private InvalidConfigurationException invalid(YamlException e) {
        return invalid(e.place(), String.valueOf(e.getMessage()));
    }

    InvalidConfigurationException invalid(Place place, String message) {
        Findings findings = new Findings(file.toString());
        findings.problem(place, message);
        return new InvalidConfigurationException(findings.problems());
    }

    static void requireNoProblem(Findings findings) throws InvalidConfigurationException {
        if (findings.hasProblems()) {
            throw new InvalidConfigurationException(findings.problems());
        }
    }
}
