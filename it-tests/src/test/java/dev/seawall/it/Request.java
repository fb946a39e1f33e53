package dev.seawall.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Is the head of an HTTP request.
 *
 * @param target path and query, as sent
 * @param number how many came to the proxy before it
 */
record Request(String method, String target, List<String> headers, long number) {
    /** Far above any head of an S3 client. */
    private static final int MOST_BYTES = 1 << 16;

    /** Tells whether it stores content: an object, or a part of one. */
    boolean isUpload() {
        return method.equals("PUT");
    }

    /** Tells whether it asks for an object, or a part of one. */
    boolean isDownload() {
        return method.equals("GET") && target.endsWith(".lz4");
    }

    /** Tells whether it asks for no range: a restore's plan reads stamps by ranges, its work whole objects. */
    boolean isWhole() {
        return headers.stream().noneMatch(header -> is(header, "range"));
    }

    boolean isOfSnapshot() {
        return target.contains(".snapshot.lz4");
    }

    boolean isOfSegment() {
        return target.contains(".wal.lz4");
    }

    long contentBytes() {
        return headers.stream()
                .filter(header -> is(header, "content-length"))
                .mapToLong(header ->
                        Long.parseLong(header.substring(header.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    /** Tells whether the content comes only after an answer of 100. */
    boolean expectsInvitation() {
        return headers.stream().anyMatch(header -> is(header, "expect"));
    }

    private static boolean is(String header, String name) {
        return header.toLowerCase(Locale.ROOT).startsWith(name + ":");
    }

    /** The bytes to send on: as they came, but for one request a connection. What a signature covers stays as it is. */
    byte[] forwarded() {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        headers.stream()
                .filter(header -> !is(header, "connection"))
                .forEach(header -> head.append(header).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads a head, and nothing after it. */
    static Request read(InputStream in, long number) throws IOException {
        List<String> lines = readHead(in);
        String[] words = lines.get(0).split(" ", -1);
        return new Request(words[0], words[1], lines.subList(1, lines.size()), number);
    }

    /** Reads the lines of a head, of a request or of an answer, up to the empty one. */
    static List<String> readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MOST_BYTES) {
                throw new IOException("no head: " + head);
            }
            head.append((char) next);
        }
        return head.toString().strip().lines().toList();
    }
}
