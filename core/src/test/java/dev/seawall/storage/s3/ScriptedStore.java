package dev.seawall.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A store that answers what a test tells it to, and remembers what it was asked. */
final class ScriptedStore implements AutoCloseable {
    static final AwsCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"));
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Deadlines DEADLINES = new Deadlines(LONG, LONG, LONG, Duration.ZERO);

    record Asked(String method, String path, Headers headers) {}

    /** @param announcedBytes as in Content-Length */
    record Answer(int status, Map<String, String> headers, String body, long announcedBytes) {
        static Answer of(int status, String body) {
            return new Answer(status, Map.of("ETag", "\"e\""), body, body.length());
        }

        static Answer error(int status, String code) {
            return of(status, "<Error><Code>" + code + "</Code><Message>said the store</Message></Error>");
        }

        Answer announcing(long bytes) {
            return new Answer(status, headers, body, bytes);
        }

        Answer with(String header, String value) {
            return new Answer(status, Map.of(header, value), body, announcedBytes);
        }
    }

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedStore(Function<Asked, Answer> script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, script));
        server.start();
    }

    static Storage open(int port, Deadlines deadlines, AwsCredentialsProvider credentials) {
        return new S3Storage(url(port), credentials, deadlines, Digest.MD5);
    }

    Storage open() {
        return open(server.getAddress().getPort(), DEADLINES, ANYBODY);
    }

    /** The place that {@link #open} would open, for the requests below a storage's. */
    Bucket bucket(Connection connection) {
        return new Bucket(url(), connection, Digest.MD5, DEADLINES.pause());
    }

    Connection connect() {
        return new Connection(url(), ANYBODY, DEADLINES);
    }

    StorageUrl.S3 url() {
        return url(server.getAddress().getPort());
    }

    private static StorageUrl.S3 url(int port) {
        return (StorageUrl.S3) StorageUrl.parse("s3://bucket/db1?endpoint=127.0.0.1:" + port);
    }

    List<Asked> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange, Function<Asked, Answer> script) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Asked question = new Asked(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders());
            asked.add(question);
            Answer answer = script.apply(question);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.announcedBytes() == 0 ? -1 : answer.announcedBytes());
            exchange.getResponseBody().write(answer.body().getBytes(UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
