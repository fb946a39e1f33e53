package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.sqlite.Application;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No file is opened for a second member, under whatever name: to close it would drop the locks of the first. */
class FleetClashTest extends FleetFixture {
    /** What was opened and closed again would have dropped the locks of the one that is there. */
    @ParameterizedTest
    @ValueSource(strings = {"symbolic", "hard"})
    void add_linkToADatabaseThatIsThere_isRefusedBeforeItIsOpened(String kind) throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            app.insert(1, 100);
            fleet.add(member("app"));
            Path link = Files.createDirectory(folder.resolve("links")).resolve("link.db");
            if (kind.equals("hard")) {
                Files.createLink(link, database);
            } else {
                Files.createSymbolicLink(link, database);
            }

            assertThatThrownBy(() -> fleet.add(member(link, destination("link"))))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("are the same file");

            assertThat(folder.resolve("links/.link.db-seawall")).doesNotExist();
            assertThat(fleet.status()).hasSize(1);
        }
    }

    @Test
    void fileThatBecomesALinkToAnother_isNotOpened() throws Exception {
        Path database = folder.resolve("app.db");
        Path link = Files.createDirectory(folder.resolve("links")).resolve("late.db");
        try (Application app = Application.create(database, 4096)) {
            app.insert(1, 100);
            fleet.apply(List.of(member("app"), member(link, destination("late"))));
            await("app", State.REPLICATING);

            Files.createLink(link, database);

            await(link, State.FAILED);
            assertThat(status(link).reason()).get().asString().contains("are the same file");
            assertThat(folder.resolve("links/.late.db-seawall")).doesNotExist();
            assertThat(fleet.stop(database)).isEqualTo(Outcome.ALL_SHIPPED);
        }
    }

    @Test
    void apply_twoThatClash_changesNothing() throws Exception {
        fleet.add(member("app"));
        Member sharesState = new Member(
                folder.resolve("two.db"),
                List.of(destination("two")),
                settings(Optional.of(folder.resolve(".app.db-seawall"))));
        Member sharesReplica = member(folder.resolve("three.db"), destination("app/inside"));
        Member twiceInOne = member(folder.resolve("four.db"), destination("four"), destination("four/inside"));

        for (Member clashing : List.of(sharesState, sharesReplica, twiceInOne)) {
            assertThatThrownBy(() -> fleet.apply(List.of(member("app"), clashing)))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining(clashing.database().toString());
            assertThat(fleet.status()).hasSize(1);
        }
    }

    @Test
    void add_replicaThatALinkLeadsTo_isRefused() throws Exception {
        Files.createDirectory(folder.resolve("replica-app"));
        Files.createSymbolicLink(folder.resolve("replica-link"), folder.resolve("replica-app"));
        fleet.add(member("app"));

        assertThatThrownBy(() -> fleet.add(member("link")))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("replica-link");
    }
}
