package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks the release archive into an empty folder, and works with what is in there alone. */
class ReleaseArchiveIT {
    @TempDir
    static Path folder;

    private static Path release;

    @BeforeAll
    static void unpack() throws IOException {
        assumeTrue(Sqlite3.isInstalled("tar"), "skipped: the tool tar is not installed (Debian: tar)");
        run("tar", "-xzpf", archive().toString(), "-C", folder.toString());
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> folders = found.filter(Files::isDirectory).toList();
            assertThat(folders).hasSize(1);
            release = folders.get(0);
        }
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Jvm.seawallJar().resolve("../..").normalize())) {
            return files.filter(file -> file.getFileName().toString().matches("seawall-.*\\.tar\\.gz"))
                    .max(Comparator.comparing(ReleaseArchiveIT::lastModified))
                    .orElseThrow(() -> new IllegalStateException("no release archive: run mvn package first"));
        }
    }

    private static FileTime lastModified(Path file) {
        return FileTime.fromMillis(file.toFile().lastModified());
    }

    @Test
    void launcher_fromTheArchive_replicatesAndRestores() throws Exception {
        // Called by another name, from another folder: as a link in /usr/local/bin is.
        Path launcher = Files.createSymbolicLink(folder.resolve("sw"), release.resolve("bin/seawall"));
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        String replica = folder.resolve("replica").toString();
        Path restored = folder.resolve("restored.db");

        assertThat(run(launcher.toString(), "--version")).startsWith("seawall ");
        run(launcher.toString(), "replicate", "--once", source.database().toString(), replica);
        run(launcher.toString(), "restore", "-o", restored.toString(), replica);

        source.quiesce();
        source.expectEqual(restored);
    }

    /** A prepared start that reads classes from jars all the same works as well, only slower: nothing else would tell. */
    @Test
    void prepared_shortRestore_readsNoClassFromAJar() throws Exception {
        String launcher = release.resolve("bin/seawall").toString();
        Source source = new Source(Files.createDirectory(folder.resolve("prepared")));
        source.create();
        String replica = folder.resolve("prepared-replica").toString();
        Path restored = folder.resolve("prepared.db");
        Path loaded = folder.resolve("loaded.txt");

        run(launcher, "prepare");
        run(launcher, "replicate", "--once", source.database().toString(), replica);
        run(
                Map.of("SEAWALL_JAVA_OPTS", "-Xlog:class+load:file=" + loaded),
                launcher,
                "restore",
                "-o",
                restored.toString(),
                replica);

        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes).anyMatch(line -> line.contains("dev.seawall.cli.Main source: shared"));
        // Picocli is compiled for Java 5; newer Javas keep neither such classes nor those of ours that extend them.
        boolean keepsAll = Runtime.version().feature() == 17;
        assertThat(classes)
                .noneMatch(line -> line.contains("source: file:")
                        && (keepsAll || !line.matches(".*/(picocli-[^/]*|seawall)\\.jar")));
    }

    /** With CDPATH, cd of a relative path says where it went, on standard output. */
    @Test
    void launcher_calledByARelativePathWithCdpath_findsItsJars() throws IOException {
        String call = "cd '" + release + "' && CDPATH=.:/tmp bin/seawall --version";

        assertThat(run("sh", "-c", call)).startsWith("seawall ");
    }

    @Test
    void files_ofTheArchive_areThoseOfARelease() throws IOException {
        for (String name : List.of(
                "README.md",
                "CHANGELOG.md",
                "docs/runbook.md",
                "docs/examples/systemd/seawall.service",
                "share/man/man1/seawall.1",
                "share/man/man1/seawall-restore.1",
                "share/bash-completion/completions/seawall",
                "share/zsh/site-functions/_seawall",
                "licenses/Apache-2.0.txt",
                "lib/seawall.jar")) {
            assertThat(release.resolve(name)).isNotEmptyFile();
        }
        try (Stream<Path> files = Files.walk(release).filter(Files::isRegularFile)) {
            assertThat(files.filter(Files::isExecutable)).containsExactly(release.resolve("bin/seawall"));
        }
    }

    /** The archive must be the same whoever makes it, and when. */
    @Test
    void entries_ofTheArchive_showNoOwnerUmaskOrTimeOfTheBuild() throws IOException {
        String listed =
                run("tar", "--numeric-owner", "--full-time", "-tvzf", archive().toString());

        assertThat(listed.lines().map(line -> line.split(" +")).map(words -> words[0] + " " + words[1]))
                .isSubsetOf("drwxr-xr-x 0/0", "-rw-r--r-- 0/0", "-rwxr-xr-x 0/0");
        assertThat(listed.lines()
                        .map(line -> line.split(" +"))
                        .map(words -> words[3] + " " + words[4])
                        .distinct())
                .hasSize(1);
    }

    @Test
    void eachJar_inTheArchive_standsInTheBillOfMaterialsAndWithItsLicence() throws IOException {
        Map<String, Object> bill = JSON.std.mapFrom(Files.readString(release.resolve("seawall.cdx.json")));
        assertThat(bill).containsEntry("bomFormat", "CycloneDX");
        Set<String> described = new TreeSet<>(Set.of("seawall.jar"));
        for (Object component : (List<?>) bill.getOrDefault("components", List.of())) {
            Map<?, ?> library = (Map<?, ?>) component;
            described.add(library.get("name") + "-" + library.get("version") + ".jar");
        }
        assertThat(jars()).isEqualTo(described);

        Set<String> licensed = new TreeSet<>();
        for (String line : Files.readAllLines(release.resolve("licenses/THIRD-PARTY.txt"))) {
            String[] words = line.split("[: ]+", 4);
            if (words.length == 4 && line.matches("\\S+:\\S+:\\S+ .*")) {
                licensed.add(words[1] + "-" + words[2] + ".jar");
                for (String licence : words[3].split(" OR ")) {
                    assertThat(release.resolve("licenses/" + licence + ".txt")).isNotEmptyFile();
                }
            }
        }
        described.removeIf(name -> name.startsWith("seawall"));
        assertThat(licensed).isEqualTo(described);
    }

    private static Set<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(release.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String run(String... command) throws IOException {
        return run(Map.of(), command);
    }

    private static String run(Map<String, String> more, String... command) throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("JAVA_HOME", System.getProperty("java.home", ""));
        try (Child child =
                Child.start(folder, Path.of(command[0]).getFileName().toString(), List.of(command), environment)) {
            child.expectExit(0);
            return child.out();
        }
    }
}
