package dev.seawall.bench.s3;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Asks the server for what can be asked beforehand: requests that were signed before the clock runs, over bare connections
 * that stay open. No replica in that storage can have an object sooner, nor read one.
 */
public final class BareClient implements AutoCloseable {
    private static final int PUT_BYTES = 4_096;
    private static final Duration VALID = Duration.ofHours(1);

    private final int port;
    private final S3Presigner presigner;
    private int puts;

    /** @param port where the server's front listens */
    public BareClient(int port) {
        this.port = port;
        this.presigner = S3Presigner.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Application.ACCESS_KEY.id(), S3Application.ACCESS_KEY.secret())))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    /** Puts small objects, one after the other, and adds the time of each. */
    public void put(int times, Histogram histogram) throws IOException {
        byte[] content = new byte[PUT_BYTES];
        try (Wire wire = new Wire(port)) {
            for (int i = 0; i < times; i++) {
                String key = "bare/" + puts++;
                byte[] head = head(
                        presigner
                                .presignPutObject(sign -> sign.signatureDuration(VALID)
                                        .putObjectRequest(put ->
                                                put.bucket(S3Application.BUCKET).key(key)))
                                .httpRequest(),
                        "Content-Length: " + PUT_BYTES + "\r\n");
                long began = System.nanoTime();
                wire.ask(head, content);
                histogram.recordValue(System.nanoTime() - began);
            }
        }
    }

    /**
     * Gets objects over several connections at once; returns how long that took.
     *
     * @param keys without the bucket
     */
    public Duration get(List<String> keys, int connections, Duration patience)
            throws IOException, InterruptedException {
        ConcurrentLinkedQueue<byte[]> heads = new ConcurrentLinkedQueue<>();
        for (String key : keys) {
            heads.add(head(
                    presigner
                            .presignGetObject(sign -> sign.signatureDuration(VALID)
                                    .getObjectRequest(get ->
                                            get.bucket(S3Application.BUCKET).key(key)))
                            .httpRequest(),
                    ""));
        }
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long began = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(threads.submit(() -> {
                    try (Wire wire = new Wire(port)) {
                        for (byte[] head = heads.poll(); head != null; head = heads.poll()) {
                            wire.ask(head, new byte[0]);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            return Duration.ofNanos(System.nanoTime() - began);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("getting " + keys.size() + " objects failed: " + e, e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static byte[] head(SdkHttpRequest request, String more) {
        StringBuilder head = new StringBuilder(request.method() + " "
                + request.getUri().getRawPath() + "?" + request.getUri().getRawQuery() + " HTTP/1.1\r\n");
        request.forEachHeader((name, values) -> values.forEach(value -> head.append(name + ": " + value + "\r\n")));
        return head.append(more).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        presigner.close();
    }

    /** One connection. */
    private static final class Wire implements AutoCloseable {
        private static final int SILENCE_MILLIS = 60_000;

        private final Socket socket;
        private final InputStream in;
        private final byte[] chunk = new byte[1 << 16];

        Wire(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        }

        void ask(byte[] head, byte[] content) throws IOException {
            byte[] all = new byte[head.length + content.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(content, 0, all, head.length, content.length);
            OutputStream out = socket.getOutputStream();
            out.write(all);
            HttpHead answer = HttpHead.read(in).orElseThrow(() -> new EOFException("no answer"));
            if (answer.status() != 200 || answer.isChunked()) {
                throw new IOException("the S3 server answered " + answer.first());
            }
            for (long left = answer.contentBytes(); left > 0; ) {
                int n = in.read(chunk, 0, (int) Math.min(left, chunk.length));
                if (n < 0) {
                    throw new EOFException(left + " bytes are missing");
                }
                left -= n;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
