package dev.seawall.storage.file;

import dev.seawall.io.Pieces;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Is the operating system. */
final class RealDisk implements Disk {
    private static final boolean FOLDERS_SYNCABLE =
            !System.getProperty("os.name", "").startsWith("Windows");

    /** As {@link Files#createLink}. */
    interface Linker {
        Path link(Path link, Path existing) throws IOException;
    }

    private final Linker linker;

    RealDisk(Linker linker) {
        this.linker = linker;
    }

    @Override
    public RandomAccessFile create(Path file) throws IOException {
        return new RandomAccessFile(file.toFile(), "rw");
    }

    @Override
    public void write(RandomAccessFile file, Path path, byte[] bytes, int offset, int length) throws IOException {
        Pieces.write(file, bytes, offset, length);
    }

    @Override
    public void sync(RandomAccessFile file, Path path) throws IOException {
        file.getFD().sync();
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        linker.link(link, existing);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
    }

    /** An interrupt does not get in the way and is not lost. */
    @Override
    public void syncFolder(Path folder) throws IOException {
        if (!FOLDERS_SYNCABLE) {
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
