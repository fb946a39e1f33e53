package dev.seawall.copy;

import dev.seawall.storage.Storage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Sends what is read from it. */
final class SentStream extends FilterInputStream {
    private final Storage.Upload upload;

    SentStream(InputStream in, Storage.Upload upload) {
        super(in);
        this.upload = upload;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n > 0) {
            upload.write(bytes, offset, n);
        }
        return n;
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("what is skipped would not be sent");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
