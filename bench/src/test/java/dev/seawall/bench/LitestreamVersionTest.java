package dev.seawall.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LitestreamVersionTest {
    @TempDir
    Path folder;

    @Test
    void release_saysItsVersion() throws Exception {
        assertThat(version("echo v0.3.9")).isEqualTo("v0.3.9");
    }

    @Test
    void binaryThatGoInstalled_hasItsVersionInside() throws Exception {
        assertThat(version(
                        "echo '(development build)'; exit 0\nmod\tgithub.com/benbjohnson/litestream\tv0.3.13\th1:x\n"))
                .isEqualTo("v0.3.13");
    }

    @Test
    void checkout_hasNoVersion() throws Exception {
        assertThat(version("echo '(development build)'")).isEqualTo("(development build)");
    }

    @Test
    void another_isRefused() {
        assertThatThrownBy(() -> version("echo v0.5.0"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("is no Litestream 0.3: it calls itself 'v0.5.0'");
    }

    private String version(String script) throws IOException, InterruptedException {
        Path binary = Files.writeString(folder.resolve("litestream"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
        return LitestreamVersion.of(new Litestream(binary), folder);
    }
}
