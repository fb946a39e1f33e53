package dev.seawall.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the names in a folder durable. */
public final class FolderSync {
    private static final boolean POSSIBLE = !System.getProperty("os.name", "").startsWith("Windows");

    private FolderSync() {}

    /** Syncs a folder; on Windows, which has no such call, does nothing. An interrupt does not get in the way, nor is it lost. */
    public static void sync(Path folder) throws IOException {
        if (!POSSIBLE) {
            return;
        }
        // Java opens folders only as channels, which close when their thread is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
