package dev.seawall.storage.file;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes behind a hole as long as the head, and fills the hole in at the end. */
final class FileUpload implements Storage.Upload {
    private static final Logger LOG = LoggerFactory.getLogger(FileUpload.class);

    private final Path file;
    private final int headBytes;
    private final TemporaryFile temporary;
    private final Publication publication;
    private final FileFaults faults;
    private boolean closed;

    private FileUpload(Path file, int headBytes, TemporaryFile temporary, Publication publication, FileFaults faults) {
        this.file = file;
        this.headBytes = headBytes;
        this.temporary = temporary;
        this.publication = publication;
        this.faults = faults;
    }

    static FileUpload start(
            Path file, int headBytes, TemporaryFile temporary, Publication publication, FileFaults faults)
            throws IOException {
        try {
            temporary.write(new byte[headBytes], 0, headBytes);
        } catch (IOException e) {
            try (temporary) {
                throw e;
            }
        }
        return new FileUpload(file, headBytes, temporary, publication, faults);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StorageException {
        requireOpen();
        try {
            temporary.write(bytes, offset, length);
        } catch (IOException e) {
            throw faults.translate("writing", file, e);
        }
    }

    @Override
    public PutResult complete(byte[] head) throws StorageException {
        requireOpen();
        if (head.length != headBytes) {
            throw new IllegalArgumentException("head has " + head.length + " bytes, not " + headBytes);
        }
        try {
            temporary.writeAtStart(head);
            temporary.sync();
            return publication.publish(temporary, file);
        } catch (IOException e) {
            throw faults.translate("writing", file, e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            temporary.close();
        } catch (IOException e) {
            LOG.warn("{} could not be removed and is swept later: {}", temporary.path(), e.toString());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the upload of " + file + " is over");
        }
    }
}
