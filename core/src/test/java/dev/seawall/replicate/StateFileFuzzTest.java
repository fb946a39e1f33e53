package dev.seawall.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import dev.seawall.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a state file: whatever is in it, the start goes on, and a place that is taken from it can be one.
 *
 * <p>Input: a byte of switches (1 makes the checksum right, where the rest is JSON), then the file. Looked at is the replica named {@code r}; without it, the file counts as refused.
 */
public final class StateFileFuzzTest extends FuzzTarget {
    private static final int SEAL = 1;
    private static final FileIdentity DATABASE = new FileIdentity("d");

    @Override
    protected Verdict check(byte[] input) throws Exception {
        Path file = Files.createTempFile("seawall-state", ".json");
        try {
            Files.write(file, content(input));
            Journal journal = Allocation.within(20_000L * input.length, () -> Journal.open(file, DATABASE));
            Optional<SavedReplica> saved = journal.saved("r");
            if (saved.isEmpty()) {
                return Verdict.REFUSED;
            }
            requireSound(saved.get());
            assertThat(SavedReplica.of(saved.get().toMap())).isEqualTo(saved.get());
            return Verdict.ACCEPTED;
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] content(byte[] input) throws IOException {
        if (input.length == 0) {
            return input;
        }
        byte[] json = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & SEAL) == 0) {
            return json;
        }
        try {
            Map<String, Object> map = JSON.std.mapFrom(json);
            map.remove("crc32c");
            CRC32C crc = new CRC32C();
            crc.update(JSON.std.asBytes(map));
            map.put("crc32c", String.format("%08x", crc.getValue()));
            return JSON.std.asBytes(map);
        } catch (IOException | NullPointerException e) {
            return json;
        }
    }

    private static void requireSound(SavedReplica saved) {
        assertThat(saved.index()).isNotNegative();
        assertThat(saved.offsetBytes()).isNotNegative();
        assertThat(saved.nextCommit()).isPositive();
        assertThat(saved.generation().text()).matches("[0-9a-f]{16}");
        assertThat(saved.predecessor().reason().getBytes(UTF_8)).hasSizeLessThan(256);
        saved.snapshot().ifPresent(taken -> {
            assertThat(taken.index()).isNotNegative();
            assertThat(taken.commit()).isNotNegative();
        });
        Cursor cursor = saved.cursorIn(5);
        assertThat(cursor.position().index()).isEqualTo(saved.index());
        assertThat(cursor.nextCommit()).isEqualTo(saved.nextCommit());
    }
}
