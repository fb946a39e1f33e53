package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
    @TempDir
    private Path directory;

    private Path target() {
        return directory.resolve("app.db");
    }

    private Path leave(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "left");
    }

    @Test
    void claims_besideTheSameTarget_haveNamesOfTheirOwn() throws Exception {
        try (Claim one = Claim.beside(target());
                Claim other = Claim.beside(target())) {
            assertThat(one.file()).isNotEqualTo(other.file()).doesNotExist().hasParentRaw(directory);
            assertThat(directory.toFile().list()).hasSize(2).allMatch(name -> name.endsWith(".lock"));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void close_withTheFileThere_deletesIt() throws Exception {
        Claim claim = Claim.beside(target());
        Files.createFile(claim.file());
        claim.close();
        claim.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void sweep_ofWhatAKilledRestoreLeft_deletesIt() throws Exception {
        leave(".app.db.restoring-0123456789abcdef");
        leave(".app.db.restoring-0123456789abcdef.lock");
        leave(".app.db.restoring-00000000000000aa.lock");

        Claim.sweep(target());

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void sweep_ofWhatIsLocked_leavesIt() throws Exception {
        Path file = leave(".app.db.restoring-0123456789abcdef");
        Path lockFile = leave(".app.db.restoring-0123456789abcdef.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).isNotNull();
            Claim.sweep(target());
        }
        assertThat(file).exists();
        assertThat(lockFile).exists();
    }

    @Test
    void sweep_besideAClaimOfThisProcess_leavesIt() throws Exception {
        try (Claim claim = Claim.beside(target())) {
            Files.createFile(claim.file());
            Claim.sweep(target());
            assertThat(claim.file()).exists();
            assertThat(directory.toFile().list()).hasSize(2);
        }
    }

    @Test
    void sweep_ofWhatIsNamedOtherwise_leavesIt() throws Exception {
        String[] names = {
            ".app.db.restoring-0123456789abcdef", // has no lock file, so nobody can tell whose it is
            ".app.db.restoring-0123.lock",
            ".app.db.restoring-0123456789abcdef.lock.bak",
            ".app.dbx.restoring-0123456789abcdee.lock",
            "app.db.restoring-0123456789abcdef.lock",
        };
        for (String name : names) {
            leave(name);
        }
        Claim.sweep(target());
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder(names);
    }

    @Test
    void sweep_ofATargetWhoseNameIsAPattern_deletesOnlyItsOwn() throws Exception {
        leave(".a*.restoring-0123456789abcdef.lock");
        leave(".ab.restoring-0123456789abcdef.lock");

        Claim.sweep(directory.resolve("a*"));

        assertThat(directory.toFile().list()).containsExactly(".ab.restoring-0123456789abcdef.lock");
    }
}
