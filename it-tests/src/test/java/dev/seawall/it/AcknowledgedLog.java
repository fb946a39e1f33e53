package dev.seawall.it;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps what SQLite acknowledged, one line each: counter, a blank, hash. Unbuffered, so that it survives the process
 * being killed. Several writers may finish in another order than they committed in; the counter tells.
 */
final class AcknowledgedLog implements AutoCloseable {
    private final FileOutputStream stream;

    AcknowledgedLog(Path file) throws IOException {
        stream = new FileOutputStream(file.toFile(), true);
    }

    synchronized void append(long counter, String hash) throws IOException {
        stream.write((counter + " " + hash + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** Reads all whole lines, by counter. The last one may be cut off where the process was killed. */
    static SortedMap<Long, String> read(Path file) throws IOException {
        String text = Files.readString(file);
        SortedMap<Long, String> hashes = new TreeMap<>();
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> {
            int blank = line.indexOf(' ');
            hashes.put(Long.parseLong(line.substring(0, blank)), line.substring(blank + 1));
        });
        return hashes;
    }
}
