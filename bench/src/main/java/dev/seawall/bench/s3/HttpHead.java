package dev.seawall.bench.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Is the head of an HTTP/1.1 request or answer, as it came. */
final class HttpHead {
    private static final int MOST_BYTES = 1 << 16;

    private final byte[] bytes;
    private final String first;
    private final List<String> headers;

    private HttpHead(byte[] bytes, String first, List<String> headers) {
        this.bytes = bytes;
        this.first = first;
        this.headers = headers;
    }

    /** Reads one; empty if the connection ended before its first byte. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0 && bytes.size() == 0) {
                return Optional.empty();
            }
            if (next < 0 || bytes.size() == MOST_BYTES) {
                throw new EOFException("a head of " + bytes.size() + " bytes without an end");
            }
            bytes.write(next);
            if (next != '\r') {
                newlines = next == '\n' ? newlines + 1 : 0;
            }
        }
        List<String> lines =
                bytes.toString(StandardCharsets.ISO_8859_1).strip().lines().toList();
        return Optional.of(new HttpHead(bytes.toByteArray(), lines.get(0), lines.subList(1, lines.size())));
    }

    /** All of it, with the empty line at its end. */
    byte[] bytes() {
        return bytes;
    }

    /** Its first line. */
    String first() {
        return first;
    }

    String method() {
        return first.substring(0, first.indexOf(' '));
    }

    /** Path and query. */
    String target() {
        return first.substring(first.indexOf(' ') + 1, first.lastIndexOf(' '));
    }

    /** The path of the object that is whole once this request succeeds: that is one put at once, or the end of its parts. */
    Optional<String> completed() {
        String target = target();
        boolean whole = method().equals("PUT") && !target.contains("partNumber=");
        boolean endOfParts = method().equals("POST") && target.contains("uploadId=");
        return whole || endOfParts ? Optional.of(target.split("\\?", 2)[0]) : Optional.empty();
    }

    int status() {
        return Integer.parseInt(first.substring(first.indexOf(' ') + 1).substring(0, 3));
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(header -> header.substring(name.length() + 1).strip())
                .findFirst();
    }

    boolean isChunked() {
        return header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    boolean isLastOfConnection() {
        return header("connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    /** Tells whether the content comes only after an answer of 100. */
    boolean expectsInvitation() {
        return header("expect").isPresent();
    }

    long contentBytes() {
        return header("content-length").map(Long::parseLong).orElse(0L);
    }
}
