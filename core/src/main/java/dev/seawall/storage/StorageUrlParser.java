package dev.seawall.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a {@link StorageUrl}. */
final class StorageUrlParser {
    /** Two letters at least, so that a Windows drive is none. */
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(/.*)?", Pattern.DOTALL);

    private static final Pattern LOCAL_HOST = Pattern.compile("(localhost|127(\\.\\d+){3}|\\[::1])(:\\d+)?(/.*)?");

    private StorageUrlParser() {}

    static StorageUrl parse(String text, Map<String, String> parameters) {
        if (text.isBlank()) {
            throw new InvalidUrlException("a replica's address is empty; write a folder or s3://bucket/prefix");
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            requireNone(parameters);
            return folder(text);
        }
        String name = scheme.group(1);
        if (!name.equals("file") && !name.equals("s3")) {
            throw new InvalidUrlException("replicas of the kind '" + name
                    + "' are not supported; write a folder, file:///folder or s3://bucket/prefix");
        }
        if (!text.startsWith(name + "://")) {
            throw new InvalidUrlException(
                    "'" + name + ":' must be followed by two slashes, as in file:///folder or s3://bucket/prefix");
        }
        String rest = text.substring(name.length() + "://".length());
        if (rest.indexOf('#') >= 0) {
            throw new InvalidUrlException("a replica's address has no part after '#'; write a '#' in a name as %23");
        }
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        if (name.equals("file")) {
            requireNone(parameters);
            return file(path, query);
        }
        return s3(path, query, parameters);
    }

    private static void requireNone(Map<String, String> parameters) {
        if (!parameters.isEmpty()) {
            throw new InvalidUrlException("a folder has no '" + String.join("', no '", parameters.keySet())
                    + "'; that belongs to an s3:// address");
        }
    }

    private static StorageUrl file(String path, String query) {
        UrlQuery.parse(query, List.of());
        if (path.isEmpty()) {
            throw new InvalidUrlException("file:// names no folder; write file:///var/backups/app");
        }
        if (!path.startsWith("/")) {
            throw new InvalidUrlException(
                    "file://" + path + " names a host before the folder; write three slashes: " + "file:///" + path);
        }
        return folder(PercentCode.decode(path));
    }

    private static StorageUrl folder(String path) {
        try {
            return new StorageUrl.File(Path.of(path));
        } catch (InvalidPathException e) {
            throw new InvalidUrlException("'" + e.getInput() + "' cannot be a folder's name here: " + e.getReason());
        }
    }

    private static StorageUrl s3(String path, String query, Map<String, String> apart) {
        int slash = path.indexOf('/');
        String authority = slash < 0 ? path : path.substring(0, slash);
        String prefix = prefix(slash < 0 ? "" : PercentCode.decode(path.substring(slash)));
        if (authority.indexOf('@') >= 0) {
            // Not echoed: what stands before the @ may be a key.
            throw new InvalidUrlException("an s3:// address holds no credentials; set LITESTREAM_ACCESS_KEY_ID and "
                    + "LITESTREAM_SECRET_ACCESS_KEY, or use what the AWS tools read");
        }
        if (authority.isEmpty()) {
            throw new InvalidUrlException("s3:// names no bucket; write s3://bucket/prefix");
        }
        Map<String, String> query3 = UrlQuery.parse(query, List.of("endpoint", "region", "path-style"));
        apart.forEach((name, value) -> {
            if (query3.put(name, value) != null) {
                throw new InvalidUrlException("'" + name + "' stands in the address, and beside it; leave one");
            }
        });
        Optional<ProviderHost> provider = ProviderHost.of(authority);
        if (provider.isEmpty() && authority.indexOf(':') >= 0) {
            throw new InvalidUrlException("'" + authority + "' is no bucket's name; if it is a host, write "
                    + "s3://bucket/prefix?endpoint=" + authority);
        }
        String bucket = provider.map(ProviderHost::bucket).orElse(authority);
        Optional<URI> endpoint = Optional.ofNullable(query3.get("endpoint"))
                .map(StorageUrlParser::endpoint)
                .or(() -> provider.map(ProviderHost::endpoint).map(Endpoint::canonical));
        Optional<String> region =
                Optional.ofNullable(query3.get("region")).or(() -> provider.flatMap(ProviderHost::region));
        BucketAddressing addressing = Optional.ofNullable(query3.get("path-style"))
                .map(StorageUrlParser::addressing)
                .orElseGet(() -> BucketAddressing.usualFor(endpoint));
        return new StorageUrl.S3(bucket, prefix, endpoint, region, addressing);
    }

    private static String prefix(String path) {
        String prefix = path.replaceAll("/+", "/").replaceAll("^/|/$", "");
        try {
            return prefix.isEmpty() ? prefix : ObjectKey.legal(prefix);
        } catch (StorageException e) {
            throw new InvalidUrlException("the prefix of an s3:// address is wrong: " + e.getMessage());
        }
    }

    private static URI endpoint(String text) {
        String full = text;
        if (!text.contains("://")) {
            full = (LOCAL_HOST.matcher(text).matches() ? "http://" : "https://") + text;
        }
        try {
            URI uri = new URI(full);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && isPlain(uri)) {
                return Endpoint.canonical(uri);
            }
        } catch (URISyntaxException e) {
            // The message below is clearer than the parser's, and cannot echo a password.
        }
        throw new InvalidUrlException("the value of endpoint= is not the address of a store; "
                + "write a host, host:port, or a URL with http or https, without user and password");
    }

    private static boolean isPlain(URI endpoint) {
        return endpoint.getQuery() == null && endpoint.getFragment() == null;
    }

    private static BucketAddressing addressing(String text) {
        return switch (text) {
            case "true" -> BucketAddressing.PATH;
            case "false" -> BucketAddressing.HOST;
            default -> throw new InvalidUrlException("path-style=" + text + " is neither true nor false");
        };
    }
}
