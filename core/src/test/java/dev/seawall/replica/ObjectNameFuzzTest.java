package dev.seawall.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.util.Optional;

/** Reads the key of an object: a name is accepted only if it is written exactly so. Input: a key in UTF-8. */
public final class ObjectNameFuzzTest extends FuzzTarget {
    @Override
    protected Verdict check(byte[] input) throws Exception {
        String key = new String(input, UTF_8);
        Optional<ObjectName> name;
        try {
            name = Allocation.within(1000L * input.length, () -> ObjectName.parse(key));
        } catch (DamagedReplicaException e) {
            assertThat(e.key()).isEqualTo(key);
            assertThat(isName(key)).isFalse();
            return Verdict.REFUSED;
        }
        assertThat(name.isPresent()).isEqualTo(isName(key));
        name.ifPresent(found -> assertThat(found.key()).isEqualTo(key));
        return name.isPresent() ? Verdict.ACCEPTED : Verdict.REFUSED;
    }

    /** The grammar of docs/format.md, letter by letter. */
    private static boolean isName(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 4 || !parts[0].equals("generations") || !isHex(parts[1], 16)) {
            return false;
        }
        String file = parts[3];
        return switch (parts[2]) {
            case "snapshots" ->
                file.length() == 8 + ".snapshot.lz4".length()
                        && file.endsWith(".snapshot.lz4")
                        && isIndex(file.substring(0, 8));
            case "wal" ->
                file.length() == 8 + 1 + 8 + ".wal.lz4".length()
                        && file.endsWith(".wal.lz4")
                        && isIndex(file.substring(0, 8))
                        && file.charAt(8) == '_'
                        && isHex(file.substring(9, 17), 8);
            default -> false;
        };
    }

    private static boolean isIndex(String text) {
        return isHex(text, 8) && text.charAt(0) < '8';
    }

    private static boolean isHex(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    }
}
