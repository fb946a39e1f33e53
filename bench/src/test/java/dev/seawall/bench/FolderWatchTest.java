package dev.seawall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private static final String FIRST = "00000000_00000000.wal.lz4";
    private static final String SECOND = "00000000_00000020.wal.lz4";

    @TempDir
    Path folder;

    private final Arrivals arrivals = new Arrivals();

    @Test
    @Timeout(60)
    void segmentThatIsRenamed_keepsItsTimeWhenTheNextOneComes() throws Exception {
        try (FolderWatch watch = FolderWatch.start(folder, arrivals)) {
            assertThat(watch).isNotNull();
            rename(FIRST);
            OptionalLong first = await(FIRST);
            rename(SECOND);
            await(SECOND);
            assertThat(arrivals.durableNanos(FIRST)).isEqualTo(first);
        }
    }

    @Test
    @Timeout(60)
    void segmentThatIsLinked_isDurableOnlyWhenItsTemporaryFileGoes() throws Exception {
        try (FolderWatch watch = FolderWatch.start(folder, arrivals)) {
            assertThat(watch).isNotNull();
            Path temporary = Files.createFile(folder.resolve(".seawall-0.tmp"));
            Files.createLink(folder.resolve(FIRST), temporary);
            OptionalLong named = await(FIRST);
            Files.delete(temporary);
            rename(SECOND);
            await(SECOND);
            assertThat(arrivals.durableNanos(FIRST).getAsLong()).isGreaterThan(named.getAsLong());
        }
    }

    private void rename(String name) throws Exception {
        Path temporary = Files.createFile(folder.resolve(name + ".tmp"));
        Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private OptionalLong await(String name) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (arrivals.durableNanos(name).isEmpty()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
        return arrivals.durableNanos(name);
    }
}
