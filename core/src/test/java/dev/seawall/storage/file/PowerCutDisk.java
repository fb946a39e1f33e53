package dev.seawall.storage.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * Does everything for real, remembers what of it is durable, and stops before a chosen call: from there on all fails.
 *
 * <p>The model is the weakest that POSIX allows. A file's content is durable as of its last sync; a name, or its
 * absence, as of the last sync of its folder, and only below names that are durable. What is not may have reached the
 * disk, or not, or, of content, in part.
 */
final class PowerCutDisk implements Disk {
    /** Says that there is no power any more. */
    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        private final boolean isFolder;
        private byte[] written = {};
        private byte[] synced = {};

        private final Path path;

        /** The folder that its first name is in: a later folder of the same path is another one. */
        private final Optional<Content> folder;

        Content(Path path, boolean isFolder, Optional<Content> folder) {
            this.path = path;
            this.isFolder = isFolder;
            this.folder = folder;
        }
    }

    private final Disk real;
    private final Path root;
    private final Map<Path, Content> names = new HashMap<>();
    private final Map<Path, Content> durableNames = new HashMap<>();
    private int calls;
    private int stopBefore;

    PowerCutDisk(Path root, Disk real) {
        this.root = root;
        this.real = real;
        Content top = new Content(root, true, Optional.empty());
        names.put(root, top);
        durableNames.put(root, top);
    }

    int calls() {
        return calls;
    }

    /** Goes on, and stops again before a later call, counted from now. */
    void stopBefore(int call) {
        calls = 0;
        stopBefore = call;
    }

    private void call() {
        if (calls == stopBefore) {
            throw new PowerCut();
        }
        calls++;
    }

    private Content fresh(Path path, boolean isFolder) {
        return new Content(path, isFolder, Optional.of(content(Folders.of(path))));
    }

    private Content content(Path path) {
        return Objects.requireNonNull(names.get(path));
    }

    @Override
    public RandomAccessFile create(Path file) throws IOException {
        call();
        names.put(file, fresh(file, false));
        return real.create(file);
    }

    @Override
    public void write(RandomAccessFile file, Path path, byte[] bytes, int offset, int length) throws IOException {
        call();
        int at = (int) file.getFilePointer();
        real.write(file, path, bytes, offset, length);
        Content content = content(path);
        byte[] grown = Arrays.copyOf(content.written, Math.max(content.written.length, at + length));
        System.arraycopy(bytes, offset, grown, at, length);
        content.written = grown;
    }

    @Override
    public void sync(RandomAccessFile file, Path path) throws IOException {
        call();
        content(path).synced = content(path).written;
        real.sync(file, path);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        call();
        real.link(link, existing);
        names.put(link, content(existing));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        call();
        real.move(from, to);
        names.put(to, content(from));
        names.remove(from);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        call();
        boolean deleted = real.delete(path);
        names.remove(path);
        return deleted;
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        call();
        real.createFolder(folder);
        names.put(folder, fresh(folder, true));
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        call();
        real.syncFolder(folder);
        durableNames.keySet().removeIf(path -> folder.equals(path.getParent()) && !names.containsKey(path));
        names.forEach((path, content) -> {
            if (folder.equals(path.getParent())) {
                durableNames.put(path, content);
            }
        });
    }

    /**
     * Writes what may be on the disk after a power failure now.
     *
     * @param luck 0: nothing that was not synced; 1: every name, no content that was not synced; else anything
     */
    void writeAfterPowerCut(Path target, int luck) throws IOException {
        Random random = new Random(luck);
        Map<Path, Content> survivors = new HashMap<>(durableNames);
        names.forEach((path, content) -> {
            if (luck == 1 || (luck > 1 && random.nextBoolean())) {
                survivors.put(path, content);
            }
        });
        if (luck > 1) {
            survivors.keySet().removeIf(path -> !names.containsKey(path) && random.nextBoolean());
        }
        for (Map.Entry<Path, Content> survivor : survivors.entrySet()) {
            Path path = survivor.getKey();
            if (isReachable(survivor.getValue(), survivors) && !survivor.getValue().isFolder) {
                write(target.resolve(root.relativize(path).toString()), survivor.getValue(), luck, random);
            }
        }
    }

    private boolean isReachable(Content content, Map<Path, Content> survivors) {
        return content.folder
                .map(above -> survivors.get(above.path) == above && isReachable(above, survivors))
                .orElse(true);
    }

    private static void write(Path file, Content content, int luck, Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(content.synced);
        if (luck > 1 && content.written.length > content.synced.length) {
            int more = random.nextInt(content.written.length - content.synced.length + 1);
            bytes.write(content.written, content.synced.length, more);
        }
        Files.createDirectories(Folders.of(file));
        Files.write(file, bytes.toByteArray());
    }
}
