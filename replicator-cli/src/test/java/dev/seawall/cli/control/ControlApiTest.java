package dev.seawall.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.Changes;
import dev.seawall.Destination;
import dev.seawall.Fleet;
import dev.seawall.Member;
import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Options;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks a real fleet, over a real connection. */
class ControlApiTest implements ControlHost {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final Fleet fleet = new Fleet();
    private final List<Member> wanted = new ArrayList<>();
    private ControlServer server;
    private ControlClient client;
    private Application app;

    @BeforeEach
    void serve() throws Exception {
        app = Application.create(folder.resolve("app.db"), 4096);
        app.insert(1, 100);
        wanted.add(member("app"));
        fleet.apply(wanted);
        server = ControlServer.bind(new ControlAddress.Unix(folder.resolve("c.sock")));
        server.serve(new ControlApi(fleet, this, InstantSource.system()));
        client = new ControlClient(server.address());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        fleet.stopAll();
        fleet.awaitEnd();
        app.close();
    }

    @Test
    void sync_commit_isDurableAndStatusSaysSo() throws Exception {
        app.insert(1, 100);

        ControlClient.Reply reply = post("/sync?timeout=1m&db=" + path("app"));

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.content()).containsEntry("durable", true);
        Map<?, ?> replica = maps(reply.content().get("replicas")).get(0);
        assertThat(replica.get("replica")).isEqualTo("file://" + folder.resolve("replica-app"));
        assertThat(replica.get("durable")).isEqualTo(true);
        Map<?, ?> database = databases().get(0);
        assertThat(database.get("database")).isEqualTo(path("app"));
        assertThat(database.get("state")).isEqualTo("replicating");
        Map<?, ?> status = maps(database.get("replicas")).get(0);
        assertThat(status.get("unshipped_bytes")).isEqualTo(0);
        assertThat(status.get("lag_ms")).isEqualTo(0);
        assertThat(status.get("restorable")).isEqualTo(true);
        assertThat(status.get("commit_time")).asString().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void sync_withoutWaiting_isAcceptedAtOnce() throws Exception {
        ControlClient.Reply reply = post("/sync?wait=false&db=" + path("app"));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.content()).containsEntry("durable", null);
    }

    @Test
    void sync_moreThanMayWait_areTurnedAwayUnlessTheyDoNotWait() throws Exception {
        ControlApi none = new ControlApi(fleet, this, InstantSource.system(), 0);
        ControlApi one = new ControlApi(fleet, this, InstantSource.system(), 1);
        Request waiting = Request.parse("POST /sync?timeout=1m&db=" + path("app") + " HTTP/1.1");
        Request leaving = Request.parse("POST /sync?wait=false&db=" + path("app") + " HTTP/1.1");

        Answer refused = none.handle(waiting);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.content().get("error")).asString().contains("app.db", "try again later");
        assertThat(none.handle(leaving).status()).isEqualTo(202);
        assertThat(one.handle(waiting).status()).isEqualTo(200);
        assertThat(one.handle(waiting).status()).as("the next").isEqualTo(200);
    }

    @Test
    void sync_databaseThatIsNotThere_timesOutAndNamesTheReplica() throws Exception {
        assertThat(post("/add?db=" + path("late") + "&replica=" + replica("late"))
                        .status())
                .isEqualTo(200);

        ControlClient.Reply reply = post("/sync?timeout=1ms&in=any&db=" + path("late"));

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.content()).containsEntry("durable", false).containsEntry("exit_code", 8);
        assertThat(reply.content().get("replicas")).asString().contains("replica-late", "durable=false");
    }

    @Test
    void stopStartRemove_database_isDone() throws Exception {
        assertThat(post("/stop?db=" + path("app")).content()).containsEntry("all_shipped", true);
        assertThat(databases().get(0).get("state")).isEqualTo("stopped");
        ControlClient.Reply refused = post("/sync?db=" + path("app"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.content()).containsEntry("exit_code", 8);

        assertThat(post("/start?db=" + path("app")).status()).isEqualTo(200);
        assertThat(post("/sync?timeout=1m&db=" + path("app")).status()).isEqualTo(200);

        assertThat(post("/remove?db=" + path("app")).content()).containsEntry("done", "removed");
        assertThat(databases()).isEmpty();
    }

    @Test
    void add_sameFileOrReplica_isAConflict() throws Exception {
        Path link = Files.createLink(folder.resolve("link.db"), folder.resolve("app.db"));

        ControlClient.Reply sameFile = post("/add?db=" + link + "&replica=" + replica("link"));
        ControlClient.Reply sameReplica = post("/add?db=" + path("other") + "&replica=" + replica("app"));

        assertThat(sameFile.status()).isEqualTo(409);
        assertThat(sameFile.content().get("error")).asString().contains("are the same file");
        assertThat(sameReplica.status()).isEqualTo(409);
        assertThat(sameReplica.content().get("error")).asString().contains("two replicas at");
        assertThat(databases()).hasSize(1);
    }

    @Test
    void reload_listChanged_changesOnlyThat() throws Exception {
        assertThat(post("/sync?timeout=1m&db=" + path("app")).status()).isEqualTo(200);
        wanted.add(member("late"));

        ControlClient.Reply reply = post("/reload");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.content())
                .containsEntry("added", List.of(path("late")))
                .containsEntry("unchanged", List.of(path("app")))
                .containsEntry("restarted", List.of())
                .containsEntry("removed", List.of());
    }

    @Test
    void reload_invalid_changesNothingAndSaysWhy() throws Exception {
        wanted.set(0, member("other"));
        wanted.add(new Member(
                folder.resolve("third.db"), List.of(Destination.of(StorageUrl.parse(replica("other")))), settings()));

        ControlClient.Reply reply = post("/reload");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.content().get("error")).asString().contains("third.db");
        assertThat(databases()).hasSize(1);
        assertThat(databases().get(0).get("database")).isEqualTo(path("app"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /sync?db=/x | 405 | is asked for with POST",
                "POST | /status | 405 | is asked for with GET",
                "DELETE | /stop?db=/x | 405 | is asked for with POST",
                "GET | / | 404 | there are /status",
                "POST | /sync | 400 | needs the parameter db",
                "POST | /sync?db=app.db | 400 | is no absolute path",
                "POST | /sync?db=/nowhere.db | 404 | is not among the databases",
                "POST | /stop?db=/nowhere.db | 404 | is not among the databases",
                "POST | /sync?db=/a&db=/b | 400 | was given 2 times",
                "POST | /sync?db=/x&timeout=5 | 400 | timeout",
                "POST | /sync?db=/x&timeout=2h | 400 | longer than 1h",
                "POST | /sync?db=/x&in=some | 400 | in=all or in=any",
                "POST | /sync?db=/x&wait=maybe | 400 | wait=true or wait=false",
                "POST | /stop?db=/x&force=true | 400 | has no parameter 'force'; it takes db",
                "GET | /status?db=/x | 400 | it takes none",
                "POST | /add?db=/x | 400 | needs the parameter replica",
                "POST | /add?db=/x&replica=ftp://x/y | 400 | replica: "
            })
    void request_wrong_saysWhatToSend(String method, String target, int status, String message) throws Exception {
        ControlClient.Reply reply = client.ask(method, target, PATIENCE);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.content().get("error")).asString().contains(message);
    }

    private ControlClient.Reply post(String target) throws Exception {
        return client.ask("POST", target, PATIENCE);
    }

    private List<Map<?, ?>> databases() throws Exception {
        return maps(client.ask("GET", "/status", PATIENCE).content().get("databases"));
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> maps.add((Map<?, ?>) item));
        }
        return maps;
    }

    private String path(String name) {
        return folder.resolve(name + ".db").toString();
    }

    private String replica(String name) {
        return folder.resolve("replica-" + name).toString();
    }

    private Member member(String name) {
        return member(folder.resolve(name + ".db"), List.of(StorageUrl.parse(replica(name))));
    }

    private static Settings settings() {
        return new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofSeconds(30));
    }

    @Override
    public Member member(Path database, List<StorageUrl> replicas) {
        return new Member(database, replicas.stream().map(Destination::of).toList(), settings());
    }

    @Override
    public Changes reload() throws Exception {
        return fleet.apply(List.copyOf(wanted));
    }

    @Override
    public Duration duration(String text) {
        if (text.matches("\\d+")) {
            throw new IllegalArgumentException("'" + text + "' has no unit");
        }
        return Duration.parse(text.endsWith("ms") ? "PT0.00" + text.replace("ms", "S") : "PT" + text);
    }

    @Override
    public Problem explain(Throwable thrown) {
        return new Problem(thrown.toString().contains("is stopped") ? 8 : 3, String.valueOf(thrown.getMessage()));
    }
}
