package dev.seawall.cli.prepare;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Shows a folder as a bucket, for reading, on a free loopback port: enough of S3 for one restore. */
final class SmallStore implements AutoCloseable {
    private static final String BUCKET = "/rehearsal/";

    private final Path folder;
    private final HttpServer server;

    private SmallStore(Path folder, HttpServer server) {
        this.folder = folder;
        this.server = server;
    }

    static SmallStore of(Path folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SmallStore store = new SmallStore(folder, server);
        server.createContext("/", store::answer);
        server.start();
        return store;
    }

    String url() {
        return "s3://rehearsal/?path-style=true&region=us-east-1&endpoint=http://127.0.0.1:"
                + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            Path object = folder.resolve(path.length() > BUCKET.length() ? path.substring(BUCKET.length()) : "");
            boolean listing = Files.isDirectory(object);
            byte[] body = listing ? listing(query).getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(object);
            exchange.getResponseHeaders().set("Content-Type", listing ? "application/xml" : "application/octet-stream");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Everything below a prefix; with a delimiter, the folders in it. */
    private String listing(String query) throws IOException {
        String prefix = Stream.of(query.split("&"))
                .filter(part -> part.startsWith("prefix="))
                .map(part -> part.substring("prefix=".length()))
                .findFirst()
                .orElse("");
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        if (query.contains("delimiter=")) {
            try (Stream<Path> below = Files.list(folder.resolve(prefix))) {
                below.forEach(path -> xml.append(
                        "<CommonPrefixes><Prefix>" + prefix + path.getFileName() + "/</Prefix></CommonPrefixes>"));
            }
            return xml.append("</ListBucketResult>").toString();
        }
        for (Path file : files(folder.resolve(prefix))) {
            xml.append("<Contents><Key>" + folder.relativize(file) + "</Key><Size>" + Files.size(file)
                    + "</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>");
        }
        return xml.append("</ListBucketResult>").toString();
    }

    private static List<Path> files(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(below)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
