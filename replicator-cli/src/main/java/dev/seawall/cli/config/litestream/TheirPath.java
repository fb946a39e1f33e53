package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import java.nio.file.Path;

/**
 * Reads a path as Litestream does: a tilde at its beginning is the user's folder, and a relative one begins in the working
 * directory. What begins with a variable is left as it is.
 */
final class TheirPath {
    private TheirPath() {}

    static Scalar expand(Scalar path) {
        String text = path.text();
        if (text.startsWith("/") || text.startsWith("$")) {
            return path;
        }
        if (!text.equals("~") && !text.startsWith("~/")) {
            return Scalar.text(
                    path.place(), Path.of("").toAbsolutePath().resolve(text).toString());
        }
        Path home = Path.of(System.getProperty("user.home"));
        return Scalar.text(
                path.place(),
                text.length() > 2 ? home.resolve(text.substring(2)).toString() : home.toString());
    }
}
