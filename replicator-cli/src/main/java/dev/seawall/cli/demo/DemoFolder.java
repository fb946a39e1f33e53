package dev.seawall.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Names the demo's files below one folder. */
record DemoFolder(Path root) {
    Path application() {
        return root.resolve("application");
    }

    Path database() {
        return application().resolve("shop.db");
    }

    /** Beside the application's folder, because that one is destroyed. */
    Path acknowledged() {
        return root.resolve("acknowledged.txt");
    }

    Path replica() {
        return root.resolve("replica");
    }

    Path replicatorLog() {
        return root.resolve("replicate.log");
    }

    Path applicationLog() {
        return root.resolve("application.log");
    }

    Path restored() {
        return root.resolve("restored.db");
    }

    Path halfWay() {
        return root.resolve("half-way.db");
    }

    /** Deletes a folder and everything in it. */
    static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
