package dev.seawall.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Reads a secret from a file of its own: one line, whose end does not count. */
final class SecretFile {
    private static final int MAX_BYTES = 4096;

    private final Path file;

    SecretFile(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException if it holds no secret; the message does not repeat what it holds */
    String read() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the file " + file + " does not exist; name the file with the secret");
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read; check its owner and mode: "
                    + (Files.isDirectory(file) ? "it is a folder" : reason(e)));
        }
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the file " + file + " is larger than 4 KiB; it is to hold the secret alone");
        }
        String text = decode(bytes).replaceFirst("\\r?\\n$", "");
        if (text.isBlank()) {
            throw new IllegalArgumentException("the file " + file + " is empty; it is to hold the secret");
        }
        if (!text.equals(text.strip()) || text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                    "the file " + file + " holds blanks or lines around the secret; it is to hold one line");
        }
        return text;
    }

    private String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file " + file + " is not UTF-8 text; it is to hold one line");
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName();
    }

    /** Tells whether everybody on this machine may read it. In a container that is common, and nobody else is there. */
    boolean isReadByOthers() {
        return isReadByOthers(file);
    }

    static boolean isReadByOthers(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            return mode.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
