package dev.seawall.cli.control;

import dev.seawall.Changes;
import dev.seawall.Fleet;
import dev.seawall.FleetException;
import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.SyncScope;
import dev.seawall.storage.InvalidUrlException;
import dev.seawall.storage.StorageUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Knows what can be asked of a running process, and answers it from its {@link Fleet}. */
public final class ControlApi {
    static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    /** Each one that waits takes a connection, of which there are not many. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    /** Fewer than there are connections: who waits must not keep out who asks for the status, or stops something. */
    private static final int MAX_WAITING = ControlServer.MAX_VISITS * 3 / 4;

    private static final int NOT_SHIPPED = 8;
    private static final Set<String> ONE_DATABASE = Set.of("db");

    private final Fleet fleet;
    private final ControlHost host;
    private final InstantSource clock;
    private final Semaphore waiting;

    public ControlApi(Fleet fleet, ControlHost host, InstantSource clock) {
        this(fleet, host, clock, MAX_WAITING);
    }

    /** @param maxWaiting how many requests may wait for a sync at once */
    ControlApi(Fleet fleet, ControlHost host, InstantSource clock, int maxWaiting) {
        waiting = new Semaphore(maxWaiting);
        this.fleet = fleet;
        this.host = host;
        this.clock = clock;
    }

    private interface Action {
        Answer run(Request request) throws HttpFault, FleetException;
    }

    Answer handle(Request request) throws HttpFault {
        Action action = action(request.path());
        String method = request.path().equals("/status") ? "GET" : "POST";
        if (!request.method().equals(method)) {
            throw new HttpFault(405, request.path() + " is asked for with " + method);
        }
        try {
            return action.run(request);
        } catch (FleetException e) {
            int status = e.kind() == FleetException.Kind.UNKNOWN ? 404 : 409;
            return failed(status, e);
        }
    }

    private Action action(String path) throws HttpFault {
        return switch (path) {
            case "/status" -> this::status;
            case "/sync" -> this::sync;
            case "/start" -> this::start;
            case "/stop" -> request -> ended(request, fleet.stop(database(request)), "stopped");
            case "/add" -> this::add;
            case "/remove" -> request -> ended(request, fleet.remove(database(request)), "removed");
            case "/reload" -> this::reload;
            default ->
                throw new HttpFault(
                        404,
                        "there is no " + path + "; there are /status, /sync, /start, /stop, /add, /remove, /reload");
        };
    }

    private Answer status(Request request) throws HttpFault {
        request.requireKnown(Set.of());
        return new Answer(200, StatusReport.of(fleet.status(), clock.millis()));
    }

    private Answer sync(Request request) throws HttpFault, FleetException {
        request.requireKnown(Set.of("db", "wait", "timeout", "in"));
        Path database = path(request);
        SyncScope scope = scope(request);
        Duration timeout = timeout(request);
        if (!waits(request)) {
            fleet.syncSoon(database);
            Map<String, @Nullable Object> content = new LinkedHashMap<>();
            content.put("database", database.toString());
            content.put("durable", null);
            return new Answer(202, content);
        }
        if (!waiting.tryAcquire()) {
            return Answer.error(
                    503,
                    NOT_SHIPPED,
                    database + ": as many requests wait already as may do so at once; try again later");
        }
        Durability known;
        try {
            known = fleet.sync(database, scope, timeout);
        } finally {
            waiting.release();
        }
        boolean durable = known.isEnough(scope);
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("database", database.toString());
        content.put("durable", durable);
        content.put("replicas", StatusReport.of(known));
        if (!durable) {
            String why = known.reason().orElse("timed out after " + timeout.toMillis() + " ms");
            content.put("error", database + ": not everything that was committed is durable: " + why);
            content.put("exit_code", NOT_SHIPPED);
        }
        return new Answer(durable ? 200 : 504, content);
    }

    private static SyncScope scope(Request request) throws HttpFault {
        String in = request.parameter("in").orElse("all");
        return switch (in) {
            case "all" -> SyncScope.EVERY_REPLICA;
            case "any" -> SyncScope.ANY_REPLICA;
            default -> throw new HttpFault(400, "in=" + in + ": write in=all or in=any");
        };
    }

    private static boolean waits(Request request) throws HttpFault {
        String wait = request.parameter("wait").orElse("true");
        if (!wait.equals("true") && !wait.equals("false")) {
            throw new HttpFault(400, "wait=" + wait + ": write wait=true or wait=false");
        }
        return wait.equals("true");
    }

    private Duration timeout(Request request) throws HttpFault {
        String text = request.parameter("timeout").orElse(USUAL_TIMEOUT.toSeconds() + "s");
        Duration timeout;
        try {
            timeout = host.duration(text);
        } catch (RuntimeException e) {
            throw new HttpFault(400, "timeout: " + e.getMessage());
        }
        if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new HttpFault(400, "timeout: " + text + " is longer than " + LONGEST_TIMEOUT.toHours() + "h");
        }
        return timeout;
    }

    private Answer start(Request request) throws HttpFault, FleetException {
        Path database = database(request);
        fleet.start(database);
        return done(database, "started");
    }

    private Answer add(Request request) throws HttpFault, FleetException {
        request.requireKnown(Set.of("db", "replica"));
        Path database = path(request);
        List<StorageUrl> replicas = new ArrayList<>();
        for (String replica : request.parameters().getOrDefault("replica", List.of())) {
            try {
                replicas.add(StorageUrl.parse(replica));
            } catch (InvalidUrlException e) {
                throw new HttpFault(400, "replica: " + e.getMessage());
            }
        }
        if (replicas.isEmpty()) {
            throw new HttpFault(400, "/add needs the parameter replica, once or several times");
        }
        fleet.add(host.member(database, replicas));
        return done(database, "added");
    }

    private Answer reload(Request request) throws HttpFault {
        request.requireKnown(Set.of());
        try {
            Changes changes = host.reload();
            return new Answer(changes.problems().isEmpty() ? 200 : 409, StatusReport.of(changes));
        } catch (FleetException e) {
            return failed(e.kind() == FleetException.Kind.CLASH ? 422 : 409, e);
        } catch (Exception e) {
            return failed(422, e);
        }
    }

    private Answer failed(int status, Exception e) {
        ControlHost.Problem problem = host.explain(e);
        return Answer.error(status, problem.exitCode(), problem.message());
    }

    private static Answer ended(Request request, Outcome outcome, String action) throws HttpFault {
        boolean all = outcome == Outcome.ALL_SHIPPED;
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("database", path(request).toString());
        content.put("done", action);
        content.put("all_shipped", all);
        if (!all) {
            content.put(
                    "error",
                    path(request) + " was " + action
                            + " before every commit was known to be shipped; what is not shipped is still in"
                            + " the database");
            content.put("exit_code", NOT_SHIPPED);
        }
        return new Answer(200, content);
    }

    private static Answer done(Path database, String action) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("database", database.toString());
        content.put("done", action);
        return new Answer(200, content);
    }

    private static Path database(Request request) throws HttpFault {
        request.requireKnown(ONE_DATABASE);
        return path(request);
    }

    private static Path path(Request request) throws HttpFault {
        String text = request.required("db");
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new HttpFault(400, "db=" + text + " is no absolute path; write db=/var/lib/app/app.db");
    }
}
