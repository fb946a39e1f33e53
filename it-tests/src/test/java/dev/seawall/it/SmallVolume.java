package dev.seawall.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Is a file system of its own in memory that a test can fill. Mounting needs root: without, the test is skipped. */
final class SmallVolume implements AutoCloseable {
    private final Path in;
    private final Path folder;

    private SmallVolume(Path in, Path folder) {
        this.in = in;
        this.folder = folder;
    }

    /** Mounts one in a new folder inside of one that is there. */
    static SmallVolume mount(Path in, String name, int mebibytes) throws IOException {
        Path folder = Files.createDirectory(in.resolve(name));
        String options = "size=" + mebibytes + "m,mode=0777";
        assumeTrue(
                run(in, List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString())) == 0,
                "skipped: a full volume is tested only where this user may mount a tmpfs (root, with CAP_SYS_ADMIN)");
        return new SmallVolume(in, folder);
    }

    private static int run(Path in, List<String> command) {
        try (Child child = Child.start(in, command.get(0), command, Map.of())) {
            return child.exitCode();
        } catch (IOException e) {
            return -1; // no such tool
        }
    }

    Path folder() {
        return folder;
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** Leaves not a byte. */
    void fill() throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.delete(ballast());
    }

    @Override
    public void close() throws IOException {
        // Lazily, so that a process on its way out cannot keep it.
        run(in, List.of("umount", "-l", folder.toString()));
    }
}
