package dev.seawall.replica;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects without stamps, made by the lz4 command: what Litestream accepts is read, what it would misread is refused. */
class ObjectReaderVariantsTest {
    private static final ObjectName NAME = new SegmentName(GenerationId.ofBits(1), 0, 0);
    private static final String ALL_CHECKED = "linked-64k.lz4";

    private static byte[] content() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16_000; i++) {
            text.append("line ").append((long) i * i * 7919 % 997 + i / 500).append('\n');
        }
        return text.toString().getBytes(US_ASCII);
    }

    private static byte[] object(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ObjectReaderVariantsTest.class.getResourceAsStream("/lz4/" + name))) {
            return in.readAllBytes();
        }
    }

    private static byte[] read(byte[] object) throws IOException {
        try (ObjectReader reader = new ObjectReader(NAME, new ByteArrayInputStream(object))) {
            assertThat(reader.isStamped()).isFalse();
            return reader.content().readAllBytes();
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linked-64k.lz4",
                "linked-block-checksums.lz4",
                "content-size.lz4",
                "legacy.lz4",
                "no-checksum.lz4"
            })
    void object_ofAnyVariant_isRead(String name) throws Exception {
        assertThat(read(object(name))).isEqualTo(content());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linked-64k.lz4",
                "linked-block-checksums.lz4",
                "content-size.lz4",
                "legacy.lz4",
                "no-checksum.lz4"
            })
    void object_followedByAnotherFrame_isRefused(String name) throws Exception {
        byte[] twice = concat(object(name), object(ALL_CHECKED));
        assertThatThrownBy(() -> read(twice))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(NAME.key());
    }

    @Test
    void object_followedByGarbage_isReadAsLitestreamDoes() throws Exception {
        assertThat(read(concat(object(ALL_CHECKED), new byte[] {1, 2, 3, 4, 5})))
                .isEqualTo(content());
    }

    @Test
    void object_encryptedWithAge_isNoFrame() {
        assertThatThrownBy(() -> read("age-encryption.org/v1\n".getBytes(US_ASCII)))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining("first four bytes");
    }

    /** Catalogue T28: Litestream reads the first frame only, whatever stands between it and the second. */
    @Test
    void object_ofTwoFramesWithASkippableBetween_isRefused() throws Exception {
        byte[] frame = object("content-size.lz4");
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7};
        byte[] both = Arrays.copyOf(frame, 2 * frame.length + skippable.length);
        System.arraycopy(skippable, 0, both, frame.length, skippable.length);
        System.arraycopy(frame, 0, both, frame.length + skippable.length, frame.length);
        assertThatThrownBy(() -> read(both))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining("nothing behind the LZ4 frame");
    }

    @Test
    void object_ofNoBytes_isNamed() {
        assertThatThrownBy(() -> read(new byte[0]))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(NAME.key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linked-64k.lz4", "linked-block-checksums.lz4", "content-size.lz4"})
    void object_cutShort_isRefused(String name) throws Exception {
        byte[] whole = object(name);
        Random random = new Random(8);
        for (int i = 0; i < 200; i++) {
            byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
            assertThatThrownBy(() -> read(cut)).isInstanceOf(DamagedReplicaException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linked-64k.lz4", "content-size.lz4", "legacy.lz4", "no-checksum.lz4"})
    void object_withBytesChanged_givesBytesOrACheckedException(String name) throws Exception {
        byte[] whole = object(name);
        Random random = new Random(9);
        for (int i = 0; i < 400; i++) {
            byte[] broken = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[random.nextInt(random.nextBoolean() ? 20 : broken.length)] = (byte) random.nextInt();
            }
            try {
                byte[] read = read(broken);
                if (name.equals(ALL_CHECKED)) {
                    assertThat(Arrays.equals(read, content())).isTrue();
                }
            } catch (DamagedReplicaException e) {
                assertThat(e.key()).isEqualTo(NAME.key());
            }
        }
    }

    @Test
    void object_whoseStreamBreaks_isAFailureOfTheStorageThatNamesIt() throws Exception {
        byte[] whole = object(ALL_CHECKED);
        InputStream breaks = new SequenceInputStream(new ByteArrayInputStream(whole, 0, 1000), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("connection reset");
            }
        });
        ObjectReader reader = new ObjectReader(NAME, breaks);
        assertThatThrownBy(() -> reader.content().readAllBytes())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(NAME.key())
                .hasMessageContaining("connection reset");
    }
}
