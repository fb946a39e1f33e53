package dev.seawall.replica;

import dev.seawall.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads an object's stored bytes; every failure names the object. */
final class RawBytes {
    private final ObjectName name;
    private final InputStream in;
    private final byte[] word = new byte[Integer.BYTES];

    RawBytes(ObjectName name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /** Reads as many bytes as there are, up to {@code length}. */
    int readUpTo(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.readNBytes(bytes, offset, length);
        } catch (StorageException | DamagedReplicaException e) {
            throw e;
        } catch (EOFException e) {
            throw damaged("object", "whole", "cut short: " + e.getMessage());
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.UNREACHABLE, "reading " + name.key() + " failed: " + e.getMessage(), e);
        }
    }

    void readFully(byte[] bytes, int offset, int length, String what) throws IOException {
        int n = readUpTo(bytes, offset, length);
        if (n < length) {
            throw damaged(what, length + " bytes", "cut short after " + n);
        }
    }

    int littleEndianInt(String what) throws IOException {
        readFully(word, 0, word.length, what);
        return Lz4Format.littleEndianInt(word);
    }

    void requireFrame(int magic) throws DamagedReplicaException {
        Lz4Format.requireFrame(name, magic);
    }

    DamagedReplicaException damaged(String what, String expected, String actual) {
        return new DamagedReplicaException(name.key(), what, expected, actual);
    }

    static String hex(int value) {
        return String.format("%08x", value);
    }
}
