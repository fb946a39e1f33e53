package dev.seawall.storage.file;

import dev.seawall.io.FolderSync;
import dev.seawall.io.Pieces;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Is the operating system. */
final class RealDisk implements Disk {
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

    @Override
    public void syncFolder(Path folder) throws IOException {
        FolderSync.sync(folder);
    }
}
