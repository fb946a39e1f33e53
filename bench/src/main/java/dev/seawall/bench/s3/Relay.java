package dev.seawall.bench.s3;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Passes one request after the other from a client to the server, and the answers back, each a round trip late. */
final class Relay {
    private static final int CHUNK_BYTES = 1 << 16;

    private final InputStream fromClient;
    private final OutputStream toClient;
    private final InputStream fromServer;
    private final OutputStream toServer;
    private final Duration latency;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    Relay(Socket client, Socket server, Duration latency) throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        this.fromClient = new BufferedInputStream(client.getInputStream(), CHUNK_BYTES);
        this.toClient = new BufferedOutputStream(client.getOutputStream(), CHUNK_BYTES);
        this.fromServer = new BufferedInputStream(server.getInputStream(), CHUNK_BYTES);
        this.toServer = new BufferedOutputStream(server.getOutputStream(), CHUNK_BYTES);
        this.latency = latency;
    }

    /** Passes one; returns whether there may be another. */
    boolean pass(Counts counts, BiConsumer<String, Long> stored) throws IOException, InterruptedException {
        Optional<HttpHead> came = HttpHead.read(fromClient);
        if (came.isEmpty()) {
            return false;
        }
        HttpHead request = came.get();
        if (request.isChunked()) {
            throw new IOException("a request in chunks, which this cannot pass: " + request.first());
        }
        TimeUnit.NANOSECONDS.sleep(latency.toNanos());
        long began = System.nanoTime();
        toServer.write(request.bytes());
        long waited = 0;
        if (request.expectsInvitation()) {
            toServer.flush();
            HttpHead invitation = answer();
            if (invitation.status() != 100) {
                throw new IOException("refused before its content came: " + invitation.first());
            }
            send(invitation);
            // The client sends its content now, and that is a round trip of its own.
            long waiting = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(latency.toNanos());
            waited = System.nanoTime() - waiting;
        }
        copy(fromClient, toServer, request.contentBytes());
        toServer.flush();
        HttpHead answer = answer();
        toClient.write(answer.bytes());
        long fetched = content(request, answer);
        // Noted first: who has the answer may ask for the counts at once.
        counts.add(RequestKind.of(request), request.contentBytes(), fetched, System.nanoTime() - began - waited);
        if (answer.status() == 200) {
            Instant now = Instant.now();
            request.completed()
                    .ifPresent(path -> stored.accept(path, now.getEpochSecond() * 1_000_000_000 + now.getNano()));
        }
        toClient.flush();
        return !request.isLastOfConnection() && !answer.isLastOfConnection();
    }

    private HttpHead answer() throws IOException {
        return HttpHead.read(fromServer).orElseThrow(() -> new EOFException("no answer"));
    }

    private void send(HttpHead head) throws IOException {
        toClient.write(head.bytes());
        toClient.flush();
    }

    /** Passes the answer's content; returns its length. */
    private long content(HttpHead request, HttpHead answer) throws IOException {
        if (request.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304) {
            return 0;
        }
        if (!answer.isChunked()) {
            copy(fromServer, toClient, answer.contentBytes());
            return answer.contentBytes();
        }
        long all = 0;
        long size;
        do {
            String line = line();
            size = Long.parseLong(line.strip(), 16);
            toClient.write(line.getBytes(StandardCharsets.ISO_8859_1));
            copy(fromServer, toClient, size + 2);
            all += size;
        } while (size > 0);
        return all;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            int next = fromServer.read();
            if (next < 0 || line.length() > 100) {
                throw new EOFException("no length of a chunk: " + line);
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private void copy(InputStream from, OutputStream to, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            int n = from.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (n < 0) {
                throw new EOFException(left + " bytes of " + bytes + " are missing");
            }
            to.write(chunk, 0, n);
            left -= n;
        }
    }
}
