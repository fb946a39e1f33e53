package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.file.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsVerbTest {
    private static final SnapshotName NAME = new SnapshotName(GenerationId.ofBits(1), 0);

    private static final class Rows implements Listing {
        private final List<Object[]> rows = new ArrayList<>();

        @Override
        public void row(Object... cells) {
            rows.add(cells);
        }

        @Override
        public void finish() {}
    }

    @TempDir
    private Path folder;

    private final Rows shown = new Rows();

    private void show() throws IOException {
        try (FileStorage storage = new FileStorage(folder)) {
            SnapshotsVerb.show(new Listed<>(NAME, 100, Instant.EPOCH), new StampReader(storage), shown);
        }
    }

    @Test
    void show_deletedSinceItWasListed_isLeftOut() throws IOException {
        show();
        assertThat(shown.rows).isEmpty();
    }

    @Test
    void show_cutShort_isAnError() throws IOException {
        Path file = folder.resolve(NAME.key());
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[3]);
        assertThatThrownBy(this::show)
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(NAME.key());
    }
}
