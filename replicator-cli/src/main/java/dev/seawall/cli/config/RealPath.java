package dev.seawall.cli.config;

import java.io.IOException;
import java.nio.file.Path;

/** Resolves the links in a path as far as it exists: what is yet to be created has no real path of its own. */
final class RealPath {
    private RealPath() {}

    static Path of(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            Path folder = absolute.getParent();
            return folder == null ? absolute : of(folder).resolve(absolute.getFileName());
        }
    }
}
