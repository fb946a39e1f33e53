package dev.seawall.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a file system knows: links, and which names are one file. */
class OverlapsTest {
    @TempDir
    Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void createDatabase() throws Exception {
        folder = folder.toRealPath();
        database = Files.createFile(folder.resolve("app.db"));
    }

    @Test
    void database_bySymbolicLink_isTheSameFile() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database);

        assertThat(problems(pair(link, "one", "two")))
                .singleElement()
                .asString()
                .contains(":5:11: this is the same file");
    }

    @Test
    void database_byHardLink_isTheSameFile() throws Exception {
        Path link = Files.createLink(folder.resolve("link.db"), database);

        assertThat(problems(pair(link, "one", "two")))
                .singleElement()
                .asString()
                .contains("this is the same file");
    }

    @Test
    void database_throughALinkedFolderAndAbsent_isTheSameFile() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("linked"), folder);
        Files.delete(database);

        assertThat(problems(pair(link.resolve("app.db"), "one", "two")))
                .singleElement()
                .asString()
                .contains("this is the same file");
    }

    @Test
    void database_another_isNone() throws Exception {
        Path other = Files.createFile(folder.resolve("other.db"));

        assertThat(problems(pair(other, "one", "two"))).isEmpty();
    }

    @Test
    void replica_throughALinkedFolder_isTheSameOrWithin() throws Exception {
        Files.createDirectory(folder.resolve("one"));
        Files.createSymbolicLink(folder.resolve("two"), folder.resolve("one"));
        Path other = Files.createFile(folder.resolve("other.db"));

        assertThat(problems(pair(other, "one", "two")))
                .singleElement()
                .asString()
                .contains("is the replica in line 4");
        assertThat(problems(pair(other, "one", "two/inner")))
                .singleElement()
                .asString()
                .contains("lie one in the other");
    }

    /** A relative path means the same wherever the file is read from. */
    private String pair(Path other, String oneReplica, String otherReplica) {
        return """
                databases:
                  - path: app.db
                    replicas:
                      - path: %s
                  - path: %s
                    replicas:
                      - path: %s
                """.formatted(oneReplica, other, otherReplica);
    }

    private List<String> problems(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("seawall.yml"), text);
        try {
            Corpus.file(file).load();
            return List.of();
        } catch (InvalidConfigurationException e) {
            return e.problems();
        }
    }
}
