package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsualFileTest {
    private static final Map<String, String> NAMED = Map.of("LITESTREAM_CONFIG", "/etc/their/own.yml");

    @TempDir
    Path folder;

    @Test
    void variableOfLitestream_withoutAFileOfOurs_namesTheFile() {
        assertThat(usual(NAMED).path()).isEqualTo(Path.of("/etc/their/own.yml"));
        assertThat(usual(Map.of("LITESTREAM_CONFIG", "")).path()).isEqualTo(ours());
    }

    @Test
    void fileOfOurs_isThere_winsOverTheVariable() throws IOException {
        Files.createFile(ours());

        assertThat(usual(NAMED).path()).isEqualTo(ours());
    }

    @Test
    void fileOfLitestream_alone_isNotReadButNamed() throws IOException {
        Files.createFile(theirs());

        assertThat(usual(Map.of()).path()).isEqualTo(ours());
        assertThatThrownBy(() -> usual(Map.of()).requireNamed()).hasMessageContaining("use -c " + theirs());
        assertThatCode(() -> usual(NAMED).requireNamed()).doesNotThrowAnyException();
        Files.createFile(ours());
        assertThatCode(() -> usual(Map.of()).requireNamed()).doesNotThrowAnyException();
    }

    private UsualFile usual(Map<String, String> environment) {
        return new UsualFile(ours(), theirs(), environment);
    }

    private Path ours() {
        return folder.resolve("seawall.yml");
    }

    private Path theirs() {
        return folder.resolve("litestream.yml");
    }
}
