package dev.seawall.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.storage.AccessKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "hunter2\n", "hunter2\r\n"})
    void read_oneLine_isTheSecretWithoutItsEnd(String content) throws Exception {
        assertThat(secret(content).read()).isEqualTo("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n", "hunter2\n\n", "hunter2\nsecond", " hunter2", "hunter2 \n"})
    void read_anythingElse_isRefusedWithoutRepeatingIt(String content) throws Exception {
        SecretFile file = secret(content);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(file::read)
                .withMessageContaining("secret")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({"4096, true", "4097, false"})
    void read_longFile_isBounded(int bytes, boolean taken) throws Exception {
        SecretFile file = secret("x".repeat(bytes));

        if (taken) {
            assertThat(file.read()).hasSize(bytes);
        } else {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(file::read)
                    .withMessageContaining("4 KiB");
        }
    }

    @Test
    void read_bytesThatAreNoText_areRefused() throws Exception {
        Path file = Files.write(folder.resolve("secret"), new byte[] {(byte) 0xff, 'x'});

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SecretFile(file).read())
                .withMessageContaining("UTF-8");
    }

    @Test
    void read_withoutPermission_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "hunter2");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root may read everything");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SecretFile(file).read())
                .withMessageContaining("owner and mode");
    }

    @ParameterizedTest
    @CsvSource({"rw-------, 0", "rw-r-----, 0", "rw-r--r--, 1"})
    void configuration_withSecretFiles_hasTheKeyAndWarnsOfReaders(String mode, int warnings) throws Exception {
        Files.writeString(folder.resolve("id"), "AKID\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(folder.resolve("id"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("key"), "hunter2\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(folder.resolve("key"), PosixFilePermissions.fromString(mode));
        Path file = Files.writeString(folder.resolve("seawall.yml"), """
                databases:
                  - path: /data/a.db
                    replicas:
                      - url: s3://bucket/a
                        access-key-id-file: id
                        secret-access-key-file: key
                """);

        ConfigurationFile.Loaded loaded = Corpus.file(file).load();

        ReplicaConfiguration replica =
                loaded.configuration().databases().get(0).replicas().get(0);
        assertThat(replica.accessKey()).isEqualTo(Optional.of(new AccessKey("AKID", "hunter2")));
        assertThat(loaded.warnings()).hasSize(warnings);
        assertThat(loaded.toString() + EffectiveYaml.of(loaded.configuration())).doesNotContain("hunter2", "AKID");
    }

    private SecretFile secret(String content) throws Exception {
        return new SecretFile(Files.writeString(folder.resolve("secret"), content));
    }
}
