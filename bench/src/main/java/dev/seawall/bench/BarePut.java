package dev.seawall.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/**
 * Measures what the disk allows: a small file written, synced, given its name, and its folder synced. No replica in a
 * folder can have a commit sooner.
 */
final class BarePut {
    private static final int BYTES = 4096;

    private BarePut() {}

    /** Adds some more of them to a histogram. */
    static void measure(Path parent, int times, Histogram histogram) throws IOException {
        Path folder = Files.createTempDirectory(parent, "bare");
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            put(folder, Integer.toString(i));
            histogram.recordValue(System.nanoTime() - began);
        }
    }

    private static void put(Path folder, String name) throws IOException {
        Path temporary = folder.resolve(name + ".tmp");
        try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(BYTES));
            file.force(true);
        }
        Files.createLink(folder.resolve(name), temporary);
        sync(folder);
        Files.delete(temporary);
    }

    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
