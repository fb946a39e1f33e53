package dev.seawall.storage.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real disk, except for one kind of call, which fails with what a test says for as often as it says. */
final class FailingDisk implements Disk {
    enum Call {
        CREATE,
        WRITE,
        SYNC,
        LINK,
        DELETE,
        CREATE_FOLDER,
        SYNC_FOLDER
    }

    private final Disk real = new RealDisk(Files::createLink);
    private final Call failing;
    private final IOException failure;
    private int failures;
    private Runnable meanwhile = () -> {};

    FailingDisk(Call failing, int failures, IOException failure) {
        this.failing = failing;
        this.failures = failures;
        this.failure = failure;
    }

    private void enter(Call call) throws IOException {
        if (call == failing && failures > 0) {
            failures--;
            throw failure;
        }
    }

    /** Does something just before a file is created, where that fails. */
    void meanwhile(Runnable deed) {
        meanwhile = deed;
    }

    int failuresLeft() {
        return failures;
    }

    @Override
    public RandomAccessFile create(Path file) throws IOException {
        if (failing == Call.CREATE && failures > 0 && failure instanceof FileNotFoundException) {
            meanwhile.run();
        }
        enter(Call.CREATE);
        return real.create(file);
    }

    @Override
    public void write(RandomAccessFile file, Path path, byte[] bytes, int offset, int length) throws IOException {
        enter(Call.WRITE);
        real.write(file, path, bytes, offset, length);
    }

    @Override
    public void sync(RandomAccessFile file, Path path) throws IOException {
        enter(Call.SYNC);
        real.sync(file, path);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        enter(Call.LINK);
        real.link(link, existing);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        real.move(from, to);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        enter(Call.DELETE);
        return real.delete(path);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        enter(Call.CREATE_FOLDER);
        real.createFolder(folder);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        enter(Call.SYNC_FOLDER);
        real.syncFolder(folder);
    }
}
