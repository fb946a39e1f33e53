package dev.seawall.storage.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Is each call that changes a disk, so that a test can cut the power between any two. */
interface Disk {
    /** Opens a new file for writing. */
    RandomAccessFile create(Path file) throws IOException;

    /** Writes at the file's own place. */
    void write(RandomAccessFile file, Path path, byte[] bytes, int offset, int length) throws IOException;

    /** Makes a file's content durable; its name is another matter. */
    void sync(RandomAccessFile file, Path path) throws IOException;

    /** Gives a file a second name, unless something has that name. */
    void link(Path link, Path existing) throws IOException;

    /** Renames a file, whatever has that name. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder; false if there is none. */
    boolean delete(Path path) throws IOException;

    void createFolder(Path folder) throws IOException;

    /** Makes the names in a folder durable: which are there, and which are no more. */
    void syncFolder(Path folder) throws IOException;
}
