package dev.seawall.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Is one request that came to a {@link FaultProxy}, with its connection: a fault decides what becomes of it. */
final class Exchange {
    private static final int CHUNK_BYTES = 1 << 14;

    private final Socket client;
    private final InputStream fromClient;
    private final int serverPort;
    private final Request request;

    private Exchange(Socket client, InputStream fromClient, int serverPort, Request request) {
        this.client = client;
        this.fromClient = fromClient;
        this.serverPort = serverPort;
        this.request = request;
    }

    /** Reads the head of what a client asks for. */
    static Exchange read(Socket client, int serverPort, long number) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        return new Exchange(client, in, serverPort, Request.read(in, number));
    }

    Request request() {
        return request;
    }

    /** Sends it to the server, and the answer back. */
    void pass() throws IOException {
        pass(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Passes this many bytes of the request's content and of the answer's; then the connection ends. */
    void pass(long requestBytes, long answerBytes) throws IOException {
        try (Socket server = send(requestBytes)) {
            InputStream answer = new BufferedInputStream(server.getInputStream());
            OutputStream toClient = client.getOutputStream();
            List<String> head;
            do {
                head = Request.readHead(answer);
                toClient.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            } while (head.get(0).contains(" 100 "));
            copy(answer, toClient, answerBytes);
        }
    }

    /** Has it done by the server, and keeps the answer. */
    void passWithoutAnswer() throws IOException {
        try (Socket server = send(Long.MAX_VALUE)) {
            inviteContent();
            server.getInputStream().readAllBytes();
        }
    }

    private Socket send(long contentBytes) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        OutputStream toServer = server.getOutputStream();
        toServer.write(request.forwarded());
        long whole = request.contentBytes();
        if (whole > 0) {
            // At the same time as the answer: the client may wait for a 100 before it sends its content.
            FaultProxy.start(() -> {
                copy(fromClient, toServer, Math.min(whole, contentBytes));
                if (contentBytes < whole) {
                    server.close();
                    client.close();
                }
            });
        }
        return server;
    }

    private static void copy(InputStream from, OutputStream to, long bytes) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long left = bytes;
        while (left > 0) {
            int n = from.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (n < 0) {
                return;
            }
            to.write(chunk, 0, n);
            left -= n;
        }
    }

    /** Answers in the server's place, after having taken all of the request. */
    void answer(int status, String code) throws IOException {
        inviteContent();
        copy(fromClient, OutputStream.nullOutputStream(), request.contentBytes());
        String body = "<Error><Code>" + code + "</Code><Message>said the proxy</Message></Error>";
        String head = "HTTP/1.1 " + status + " Refused\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        String content = request.method().equals("HEAD") ? "" : body;
        client.getOutputStream().write((head + content).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Some clients send content only when they are asked to. */
    private void inviteContent() throws IOException {
        if (request.expectsInvitation()) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Ends the connection the hard way. */
    void reset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    /** Takes all that comes and answers nothing, until the client hangs up. */
    void ignore() throws IOException {
        inviteContent();
        copy(fromClient, OutputStream.nullOutputStream(), Long.MAX_VALUE);
    }

    /** Does nothing for a while. */
    void delay(Duration time) throws InterruptedException {
        // Not a wait for something to happen: the slowness is what the test is about.
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
