package dev.seawall.cli.config;

import dev.seawall.cli.config.litestream.LitestreamExpansion;
import dev.seawall.cli.config.litestream.LitestreamTranslation;
import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Entry;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.config.yaml.YamlNode.Sequence;
import dev.seawall.cli.config.yaml.YamlReader.Anchors;
import dev.seawall.cli.config.yaml.YamlWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Writes a file of Litestream's in Seawall's form.
 *
 * <p>Variables stay variables: the text is translated once with them put in and once as it stands, and the second is
 * written if both come to the same configuration. Secrets that stand in the file are not written, but a variable in the
 * place of each. Variables need not be set: whoever converts is not whoever runs.
 */
public final class Conversion {
    private static final Pattern ONE_VARIABLE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");

    private final ConfigurationFile source;
    private final Path file;
    private final Variables variables;

    public Conversion(Path file, Variables variables) {
        this.source = new ConfigurationFile(file, variables);
        this.file = file;
        this.variables = variables;
    }

    /** What to write, and what to tell about it. */
    public record Converted(String yaml, List<String> warnings) {}

    /** @throws InvalidConfigurationException if it is none of Litestream's, or cannot be honoured */
    public Converted convert() throws IOException, InvalidConfigurationException {
        String text = source.text();
        if (Dialect.of(text) != Dialect.LITESTREAM) {
            throw source.invalid(Place.START, "this has no 'dbs', so it is no file of Litestream's; name one that is");
        }
        boolean expanding = variables.use() == Variables.Use.EXPAND;
        Map<String, String> environment = LitestreamExpansion.withPlaceholders(text, variables.environment());
        String expanded = expanding ? LitestreamExpansion.expand(text, environment) : text;
        Findings findings = new Findings(file.toString());
        Mapping values = new LitestreamTranslation(findings).translate(source.parse(expanded, Anchors.ALLOWED));
        ConfigurationFile.requireNoProblem(findings);
        Configuration meant = read(values, Variables.literal(), findings);
        ConfigurationFile.requireNoProblem(findings);

        List<String> warnings = new ArrayList<>(findings.warnings());
        SecretPlaceholders secrets = new SecretPlaceholders();
        Optional<Mapping> asItStands = expanding ? asItStands(text, environment, meant, secrets) : Optional.empty();
        if (expanding && asItStands.isEmpty() && !expanded.equals(text)) {
            requireAllSet(environment);
            warnings.add(file + ": variables were replaced by the values that they have now");
        }
        SecretPlaceholders hidden = asItStands.isPresent() ? secrets : new SecretPlaceholders();
        Mapping written = asItStands.orElseGet(() -> {
            UnaryOperator<String> asDollars = literal -> literal.replace("$", "$$");
            Mapping ours = (Mapping) map(Key.DATABASES, values, asDollars, UnaryOperator.identity(), hidden);
            return withoutExpandedCommand(ours, text, warnings);
        });
        hidden.names()
                .forEach(name -> warnings.add(file + ": a secret in it was not written; set the variable " + name
                        + ", or use the key that ends in -file"));
        return new Converted(YamlWriter.write(written), warnings);
    }

    /** Where values are written in the place of variables, none may be one that we made up. */
    private void requireAllSet(Map<String, String> environment) throws InvalidConfigurationException {
        List<String> unset = environment.keySet().stream()
                .filter(name -> !variables.environment().containsKey(name))
                .sorted()
                .toList();
        if (!unset.isEmpty()) {
            throw source.invalid(
                    Place.START,
                    "variables here make more than single values, and " + String.join(", ", unset)
                            + " must be set to convert it");
        }
    }

    /** Translates with the variables in place; empty if that would not mean the same. */
    private Optional<Mapping> asItStands(
            String text, Map<String, String> environment, Configuration meant, SecretPlaceholders secrets) {
        Findings unheard = new Findings(file.toString());
        try {
            Mapping raw = new LitestreamTranslation(unheard).translate(source.parse(text, Anchors.ALLOWED));
            Mapping ours = (Mapping) map(
                    Key.DATABASES,
                    raw,
                    LitestreamExpansion::toSeawall,
                    mixed -> LitestreamExpansion.expand(mixed, environment),
                    secrets);
            Map<String, String> whole = new HashMap<>(environment);
            whole.putAll(secrets.environment());
            Configuration read = read(ours, new Variables(whole, Variables.Use.EXPAND), unheard);
            return !unheard.hasProblems() && isSame(read, meant) ? Optional.of(ours) : Optional.empty();
        } catch (InvalidConfigurationException e) {
            return Optional.empty();
        }
    }

    /** As a process that runs would see it: how a path was written makes no difference to that. */
    private static boolean isSame(Configuration one, Configuration other) {
        return one.control().equals(other.control())
                && one.logLevel().equals(other.logLevel())
                && one.logFormat().equals(other.logFormat())
                && one.exec().equals(other.exec())
                && one.members().equals(other.members());
    }

    private static Configuration read(Mapping tree, Variables variables, Findings findings) {
        return new ConfigurationReader(Path.of("").toAbsolutePath(), variables, findings).read(tree);
    }

    /** A command whose text is not in the file as it would be written is made of variables, and they may be secrets. */
    private Mapping withoutExpandedCommand(Mapping ours, String text, List<String> warnings) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : ours.entries()) {
            boolean command = entry.key().text().equals(Key.EXEC.text());
            if (command && entry.value() instanceof Scalar scalar && !text.contains(scalar.text())) {
                warnings.add(
                        file + ": what variables made of 'exec' was not written; set the variable EXEC to the command");
                entries.add(new Entry(entry.key(), Scalar.text(scalar.place(), "${EXEC}")));
            } else {
                entries.add(entry);
            }
        }
        return new Mapping(ours.place(), entries);
    }

    /**
     * @param dollars writes a value in our form
     * @param meaning tells what a secret comes to: one that is not a single variable is not written, nor any part of it
     */
    private static YamlNode map(
            Key key,
            YamlNode node,
            UnaryOperator<String> dollars,
            UnaryOperator<String> meaning,
            SecretPlaceholders secrets) {
        if (node instanceof Mapping mapping) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : mapping.entries()) {
                Key inner = Section.REPLICA.key(entry.key().text()).orElse(key);
                entries.add(new Entry(entry.key(), map(inner, entry.value(), dollars, meaning, secrets)));
            }
            return new Mapping(mapping.place(), entries);
        }
        if (node instanceof Sequence sequence) {
            List<YamlNode> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(map(key, item, dollars, meaning, secrets)));
            return new Sequence(sequence.place(), items);
        }
        Scalar scalar = (Scalar) node;
        String text = dollars.apply(scalar.text());
        if (key.form() == Form.SECRET && !ONE_VARIABLE.matcher(text).matches()) {
            text = "${" + secrets.nameFor(key, meaning.apply(scalar.text())) + "}";
        }
        return new Scalar(scalar.place(), text, scalar.style());
    }
}
