package dev.seawall.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class WholeInputStreamTest {
    private static WholeInputStream stream(InputStream in, long announcedBytes) {
        return new WholeInputStream(
                in, "object x", announcedBytes, e -> new StorageException(Kind.BUSY, "translated", e));
    }

    private static WholeInputStream of(int bytes, long announcedBytes) {
        return stream(new ByteArrayInputStream(new byte[bytes]), announcedBytes);
    }

    @Test
    void read_asManyBytesAsAnnounced_endsLikeAnyStream() throws Exception {
        try (WholeInputStream in = of(3, 3)) {
            assertThat(in.read()).isZero();
            assertThat(in.isAtEnd()).isFalse();
            assertThat(in.readAllBytes()).hasSize(2);
            assertThat(in.isAtEnd()).isTrue();
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.markSupported()).isFalse();
        }
    }

    @Test
    void read_fewerBytesThanAnnounced_isAFailureThatCounts() throws Exception {
        try (WholeInputStream in = of(3, 4)) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("object x")
                    .hasMessageContaining("3 of 4");
        }
        try (WholeInputStream in = of(0, 1)) {
            assertThatThrownBy(in::read).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void skip_pastTheContent_isTheSameFailure() throws Exception {
        try (WholeInputStream in = of(10_000, 10_000)) {
            assertThat(in.skip(9_999)).isEqualTo(9_999);
            assertThat(in.skip(5)).isEqualTo(1);
            assertThat(in.skip(0)).isZero();
        }
        try (WholeInputStream in = of(10, 11)) {
            assertThatThrownBy(() -> in.skip(11)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void read_brokenConnection_isTranslated() throws Exception {
        try (WholeInputStream in = stream(new Broken(new IOException("reset")), 5)) {
            assertThatThrownBy(in::read).isInstanceOf(StorageException.class).hasMessage("translated");
        }
        StorageException ours = new StorageException(Kind.FULL, "ours", null);
        try (WholeInputStream in = stream(new Broken(ours), 5)) {
            assertThatThrownBy(in::read).isSameAs(ours);
        }
    }

    private static final class Broken extends InputStream {
        private final IOException failure;

        Broken(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw failure;
        }
    }
}
