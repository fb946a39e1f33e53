package dev.seawall.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends bytes as they are: no client of any library would. */
class ControlServerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String LOCAL = "Host: localhost\r\n";

    @TempDir
    Path folder;

    private final AtomicInteger handled = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void request_wellFormed_isHandledAndTheConnectionEnds(String kind) throws Exception {
        try (ControlServer server = serve(address(kind), LONG)) {
            String answer = send(server, "GET /a?x=%2Fb&x=c HTTP/1.1\r\n" + LOCAL + "\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\nContent-Type: application/json\r\n", "\r\nConnection: close\r\n")
                    .contains("\"path\" : \"/a\"", "\"x\" : [ \"/b\", \"c\" ]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'GET /status HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n' | 403 | Origin",
                "'POST /stop HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n' | 403 | Origin",
                "'POST /stop HTTP/1.1\r\nHost: evil.example:9911\r\n\r\n' | 403 | Host",
                "'POST /stop HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n' | 403 | Host",
                "'POST /stop HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n' | 403 | Host",
                "'POST /stop HTTP/1.1\r\n\r\n' | 403 | Host",
                "'POST /add?db=/etc/x&replica=/tmp/y HTTP/1.1\r\nHost: localhost\r\n\r\n' | 403 | socket file",
                "'POST /stop HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n' | 400 | twice",
                "'POST /stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello' | 413 | body",
                "'POST /stop HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' | 413 | body",
                "'GET http://localhost/status HTTP/1.1\r\nHost: localhost\r\n\r\n' | 400 | not an HTTP",
                "'GET /status HTTP/2\r\nHost: localhost\r\n\r\n' | 400 | not an HTTP",
                "'get /status HTTP/1.1\r\nHost: localhost\r\n\r\n' | 400 | not an HTTP",
                "'GET /status\r\n\r\n' | 400 | not an HTTP",
                "'\r\n\r\n' | 400 | not an HTTP",
                "'\u0016\u0003\u0001\r\n\r\n' | 400 | not an HTTP",
                "'GET /status HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n' | 400 | line 3",
                "'GET /status HTTP/1.1\r\nHost: localhost\r\nX: a\nOrigin: b\r\n\r\n' | 400 | line 3",
                "'GET /status HTTP/1.1\r\nHost: localhost\r\nX: \u0001\r\n\r\n' | 400 | line 3",
                "'GET /status?db HTTP/1.1\r\nHost: localhost\r\n\r\n' | 400 | no parameter",
                "'GET /status?=1 HTTP/1.1\r\nHost: localhost\r\n\r\n' | 400 | no parameter",
                "'GET /status?db=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n' | 400 | percent"
            })
    void request_hostileOrBroken_isRefusedUnhandled(String request, int status, String message) throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG)) {
            String answer = send(server, request);

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"error\" : \"", message);
            assertThat(handled).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:9911", "127.0.0.1", "LOCALHOST:1", "127.3.2.1:65535"})
    void request_hostOfThisMachine_isHandled(String host) throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG)) {
            assertThat(send(server, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void request_tooLong_isRefusedWithAnAnswerThatArrives(int more) throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG)) {
            String start = "GET / HTTP/1.1\r\n" + LOCAL + "X: ";

            String answer = send(server, start + "x".repeat(Visit.MAX_HEAD_BYTES - start.length() + more));

            assertThat(answer).startsWith("HTTP/1.1 431 ");
            assertThat(handled).hasValue(0);
        }
    }

    @Test
    void request_asLongAsAllowed_isHandled() throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG)) {
            String start = "GET / HTTP/1.1\r\n" + LOCAL + "X: ";
            String end = "\r\n\r\n";

            assertThat(send(server, start + "x".repeat(Visit.MAX_HEAD_BYTES - start.length() - end.length()) + end))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void request_thatDoesNotEnd_isGivenUp(String kind) throws Exception {
        try (ControlServer server = serve(address(kind), Duration.ofMillis(100));
                SocketChannel channel = connect(server)) {
            channel.write(bytes("GET / HTTP/1.1\r\nHost: local"));

            assertThat(readAll(channel)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void request_thatEndsEarly_isRefused() throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG);
                SocketChannel channel = connect(server)) {
            channel.write(bytes("GET / HTTP/1.1\r\n" + LOCAL));
            channel.shutdownOutput();

            assertThat(readAll(channel)).startsWith("HTTP/1.1 400 ").contains("ended before");
        }
    }

    @Test
    void request_byteByByte_isHandled() throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG);
                SocketChannel channel = connect(server)) {
            for (char c : ("GET / HTTP/1.1\r\n" + LOCAL + "\r\n").toCharArray()) {
                channel.write(bytes(String.valueOf(c)));
            }

            assertThat(readAll(channel)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void connections_tooMany_areTurnedAwayAndOthersServedOnceTheyEnd() throws Exception {
        CountDownLatch inside = new CountDownLatch(ControlServer.MAX_VISITS);
        CountDownLatch release = new CountDownLatch(1);
        List<SocketChannel> waiting = new ArrayList<>();
        try (ControlServer server = ControlServer.bind(address("tcp"), LONG)) {
            server.serve(request -> {
                inside.countDown();
                awaitQuietly(release);
                return new Answer(200, Map.of());
            });
            for (int i = 0; i < ControlServer.MAX_VISITS; i++) {
                waiting.add(connect(server));
                waiting.get(i).write(bytes("GET / HTTP/1.1\r\n" + LOCAL + "\r\n"));
            }
            inside.await();

            try (SocketChannel oneMore = connect(server)) {
                assertThat(readAll(oneMore)).startsWith("HTTP/1.1 503 ");
            }

            release.countDown();
            for (SocketChannel channel : waiting) {
                assertThat(readAll(channel)).startsWith("HTTP/1.1 200 ");
                channel.close();
            }
        }
    }

    @Test
    void handler_failsUnexpectedly_isAnAnswerAndTheNextIsServed() throws Exception {
        try (ControlServer server = ControlServer.bind(address("tcp"), LONG)) {
            server.serve(request -> {
                if (request.path().equals("/bad")) {
                    throw new IllegalStateException("on purpose");
                }
                return new Answer(200, Map.of());
            });

            assertThat(send(server, "GET /bad HTTP/1.1\r\n" + LOCAL + "\r\n"))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("on purpose", "\"exit_code\" : 1");
            assertThat(send(server, "GET / HTTP/1.1\r\n" + LOCAL + "\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void bind_portInUse_saysSo() throws Exception {
        try (ControlServer server = serve(address("tcp"), LONG)) {
            assertThatThrownBy(() -> ControlServer.bind(server.address()))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("cannot listen at " + server.address())
                    .hasMessageContaining("another process has this port");
        }
    }

    @Test
    void bind_socketFile_isForItsOwnerAloneAndGoneAfterwards() throws Exception {
        Path file = folder.resolve("control.sock");
        try (ControlServer server = serve(new ControlAddress.Unix(file), LONG)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> ControlServer.bind(server.address()))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("another process listens at unix:" + file);
            assertThat(send(server, "GET / HTTP/1.1\r\n" + LOCAL + "\r\n")).startsWith("HTTP/1.1 200 ");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void bind_socketFileThatNobodyAnswers_isTakenOver() throws Exception {
        Path file = folder.resolve("control.sock");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();

        try (ControlServer server = serve(new ControlAddress.Unix(file), LONG)) {
            assertThat(send(server, "GET / HTTP/1.1\r\n" + LOCAL + "\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    /** A connect that blocks would wait for ever. */
    @Test
    void listenerWhoseQueueIsFull_isThereAndNotWaitedFor() throws Exception {
        ControlAddress.Unix address = new ControlAddress.Unix(folder.resolve("control.sock"));
        List<SocketChannel> queued = new ArrayList<>();
        try (ServerSocketChannel hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hanging.bind(address.socketAddress(), 1);
            Optional<SocketChannel> next = Dial.attempt(address);
            while (next.isPresent()) {
                queued.add(next.get());
                next = Dial.attempt(address);
            }

            assertThatThrownBy(() -> ControlServer.bind(address))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("another process listens at " + address);
            assertThatThrownBy(() -> new ControlClient(address).ask("GET", "/status", Duration.ofMillis(50)))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining(address + " takes no connection");
            assertThat(address.path()).exists();
        } finally {
            for (SocketChannel channel : queued) {
                channel.close();
            }
        }
    }

    @Test
    void bind_socketFileOfSomebodyElse_isLeftAlone() throws Exception {
        ControlAddress.Unix address = new ControlAddress.Unix(folder.resolve("control.sock"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address.socketAddress());
            Files.setPosixFilePermissions(address.path(), PosixFilePermissions.fromString("---------"));
            assumeThat(Files.isWritable(address.path()))
                    .as("who runs this test may do everything")
                    .isFalse();

            assertThatThrownBy(() -> ControlServer.bind(address))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("cannot tell whether another process listens at " + address);
            assertThat(address.path()).exists();
        }
    }

    @Test
    void bind_otherFileInTheWay_isLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("control.sock"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.sock"), folder.resolve("nowhere"));

        for (Path path : List.of(file, link)) {
            assertThatThrownBy(() -> ControlServer.bind(new ControlAddress.Unix(path)))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining(path + " exists and is not a socket");
        }

        assertThat(file).hasContent("mine");
    }

    @Test
    void bind_socketFileThatCannotBe_saysWhy() {
        Path tooLong = folder.resolve("x".repeat(120));
        assertThatThrownBy(() -> ControlServer.bind(new ControlAddress.Unix(tooLong)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("about 100 bytes");
        assertThatThrownBy(() -> ControlServer.bind(new ControlAddress.Unix(folder.resolve("no/such.sock"))))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("its folder must exist");
    }

    private ControlAddress address(String kind) {
        return kind.equals("tcp")
                ? ControlAddress.parse("127.0.0.1:0")
                : new ControlAddress.Unix(folder.resolve("control.sock"));
    }

    private ControlServer serve(ControlAddress address, Duration headTime) throws IOException {
        ControlServer server = ControlServer.bind(address, headTime);
        server.serve(request -> {
            handled.incrementAndGet();
            return new Answer(200, Map.of("path", request.path(), "parameters", request.parameters()));
        });
        return server;
    }

    private static SocketChannel connect(ControlServer server) throws IOException {
        SocketChannel channel = SocketChannel.open(server.address().family());
        channel.connect(server.address().socketAddress());
        return channel;
    }

    private static String send(ControlServer server, String request) throws IOException {
        try (SocketChannel channel = connect(server)) {
            channel.write(bytes(request));
            return readAll(channel);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
