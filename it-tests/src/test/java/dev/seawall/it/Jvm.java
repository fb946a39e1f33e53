package dev.seawall.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Spells out the commands that start a Java process: Seawall as it is shipped, or a class of these tests. */
final class Jvm {
    /** What the launcher uses for short verbs, too. */
    static final List<String> QUICK_START = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private static final String JAVA =
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    /** Failsafe runs in the module's folder. */
    private static final Path SEAWALL_JAR = Path.of("..", "replicator-cli", "target", "lib", "seawall.jar")
            .toAbsolutePath()
            .normalize();

    private Jvm() {}

    static List<String> seawall(List<String> options, List<String> args) {
        return seawall(SEAWALL_JAR, options, args);
    }

    static List<String> seawall(Path jar, List<String> options, List<String> args) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: run mvn package first");
        }
        List<String> command = new ArrayList<>();
        command.add(JAVA);
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(args);
        return command;
    }

    static Path seawallJar() {
        return SEAWALL_JAR;
    }

    static List<String> of(Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(JAVA);
        command.addAll(QUICK_START);
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED"); // SQLite is native code
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
        command.addAll(args);
        return command;
    }
}
