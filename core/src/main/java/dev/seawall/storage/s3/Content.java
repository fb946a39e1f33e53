package dev.seawall.storage.s3;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import software.amazon.awssdk.core.sync.RequestBody;

/** Bytes to send, in somebody's array: the SDK's own ways from bytes to a request copy them. */
final class Content {
    private static final String TYPE = "application/octet-stream";

    private final byte[] bytes;
    private final int offset;
    private final int length;

    Content(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    static Content of(ByteBuffer buffer) {
        return new Content(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }

    int length() {
        return length;
    }

    /** Another view of the same bytes. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, offset, length);
    }

    /** The SDK may open it twice: to sign, and to send. */
    RequestBody body() {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, offset, length), length, TYPE);
    }
}
