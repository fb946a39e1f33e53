package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Options;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be replicated together is told before any file is opened. */
class MemberTest {
    @TempDir
    Path folder;

    /** A state folder may be deleted at any time, and a backup in it would go, too. */
    @ParameterizedTest
    @ValueSource(strings = {".app.db-seawall", ".app.db-seawall/replica", "link/inner"})
    void replica_inItsStateFolder_clashes(String replica) throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve(".app.db-seawall"));
        Files.createDirectory(folder.resolve(".app.db-seawall"));

        assertThat(member("app.db", replica).clashWithin())
                .get()
                .asString()
                .contains("the replica at file://" + folder.resolve(replica), "state folder of", "app.db");
    }

    @Test
    void replica_inTheDatabasesPlace_clashes() {
        assertThat(member("app.db", "app.db").clashWithin()).get().asString().contains("is the database");
    }

    @Test
    void replica_inTheStateFolderOfAnother_clashesWithIt() {
        Member app = member("app.db", "one");
        Member other = member("other.db", ".app.db-seawall/two");

        assertThat(other.clashWithin()).isEmpty();
        assertThat(other.clashWith(app)).get().asString().contains("lies in the state folder of");
        assertThat(app.clashWith(other)).get().asString().contains("lies in the state folder of");
    }

    @ParameterizedTest
    @CsvSource({"one, one/two", "one/two, one", "../one/./two, ../one"})
    void replicas_oneInTheOther_clash(String one, String two) {
        assertThat(member("app.db", one, two).clashWithin()).get().asString().contains("lie in each other");
    }

    @Test
    void replicas_besideEachOtherAndTheDatabase_doNotClash() {
        assertThat(member("app.db", "one", "one-two").clashWithin()).isEmpty();
    }

    /** As where a folder is mounted a second time: another path, and the same folder. */
    @Test
    void footprint_sameStateFolderUnderAnotherPath_clashesAlsoOnceItIsCreated() throws Exception {
        Path state = folder.resolve("state");
        Footprint before = Footprint.of(folder.resolve("one.db"), Optional.of(state));
        Files.createDirectory(state);
        Footprint after = Footprint.of(folder.resolve("two.db"), Optional.of(state));
        Footprint mounted = new Footprint(
                after.named(), after.database(), after.identity(), folder.resolve("elsewhere"), after.stateMarks());

        assertThat(mounted.clashWith(before)).get().asString().contains("have the same state folder");
        assertThat(mounted.clashWith(Footprint.of(folder.resolve("three.db"), Optional.empty())))
                .isEmpty();
    }

    private Member member(String database, String... replicas) {
        return new Member(
                folder.resolve(database),
                Stream.of(replicas)
                        .map(replica -> Destination.of(new StorageUrl.File(folder.resolve(replica))))
                        .toList(),
                new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofSeconds(30)));
    }
}
