package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.YamlException;
import dev.seawall.cli.config.yaml.YamlNode;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlReader;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells whose form a file has: Litestream's has {@code dbs} at the top, ours {@code databases}. */
enum Dialect {
    SEAWALL,
    LITESTREAM;

    static final String LITESTREAM_KEY = "dbs";
    /** For a file that is no YAML, or not before its variables are put in: then only a message depends on it. */
    private static final Pattern LITESTREAM_LINE = Pattern.compile("(?m)^[\"']?dbs[\"']?\\s*:");

    static Dialect of(String text) {
        try {
            Optional<YamlNode> root = YamlReader.read(text, YamlReader.Anchors.ALLOWED);
            boolean theirs = root.isPresent()
                    && root.get() instanceof Mapping mapping
                    && mapping.get(LITESTREAM_KEY).isPresent();
            return theirs ? LITESTREAM : SEAWALL;
        } catch (YamlException e) {
            return LITESTREAM_LINE.matcher(text).find() ? LITESTREAM : SEAWALL;
        }
    }
}
