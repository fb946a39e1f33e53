package dev.seawall;

import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;

/** Resolves the links in a path as far as it exists: what is yet to be created has no real path of its own. */
public final class RealPath {
    private RealPath() {}

    public static Path of(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path absolute = path.toAbsolutePath();
            Path folder = absolute.getParent();
            // Only behind what is real: before that, ".." after a link leads elsewhere than it looks.
            return folder == null
                    ? absolute
                    : of(folder).resolve(absolute.getFileName()).normalize();
        }
    }

    /** Two names of one folder are one place. */
    public static StorageUrl of(StorageUrl url) {
        if (url instanceof StorageUrl.File file) {
            Path root = of(file.root());
            return root.getNameCount() == 0 ? url : new StorageUrl.File(root);
        }
        return url;
    }
}
