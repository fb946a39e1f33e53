package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that Litestream 0.3.13 wrote come back as Litestream 0.3.13 restores them. */
class LitestreamFixtureTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basic",
                "one-large-transaction",
                "page-512",
                "page-65536",
                "several-snapshots",
                "two-generations",
                "vacuum-shrinks"
            })
    void restore_ofLatest_isWhatLitestreamRestores(String fixture) throws Exception {
        Map<String, Object> expected = LitestreamFixture.expected(fixture);
        Path output = directory.resolve("restored.db");
        new Restorer()
                .restore(RestoreRequest.latest(LitestreamFixture.storage(fixture), output)
                        .withCheck(Check.FULL));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(output));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(expected.get("restored_sha256"));
        assertThat(directory).isDirectoryNotContaining(file -> !file.equals(output));
    }
}
