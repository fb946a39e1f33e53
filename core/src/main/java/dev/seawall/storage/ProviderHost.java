package dev.seawall.storage;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands the addresses in which Litestream takes a provider's host for bucket, endpoint and region in one, such
 * as {@code s3://bucket.fra1.digitaloceanspaces.com/app}.
 */
record ProviderHost(String bucket, URI endpoint, Optional<String> region) {
    private static final String REGION = "(?<region>[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)";

    /** Behind the bucket and a dot. */
    private static final List<Pattern> HOSTS = List.of(
            form("localhost(:\\d{1,5})?(?<region>$)?"),
            form("s3\\." + REGION + "\\.backblazeb2\\.com"),
            form("s3\\.filebase\\.com(?<region>$)?"),
            form(REGION + "\\.digitaloceanspaces\\.com"),
            form("s3\\." + REGION + "\\.scw\\.cloud"),
            form(REGION + "\\.linodeobjects\\.com"));

    private static Pattern form(String host) {
        return Pattern.compile("(?<bucket>.+?)\\.(?<host>" + host + ")");
    }

    static Optional<ProviderHost> of(String authority) {
        for (Pattern form : HOSTS) {
            Matcher matcher = form.matcher(authority);
            if (matcher.matches()) {
                String host = matcher.group("host");
                String scheme = host.startsWith("localhost") ? "http://" : "https://";
                Optional<String> region =
                        Optional.ofNullable(matcher.group("region")).filter(name -> !name.isEmpty());
                return Optional.of(new ProviderHost(matcher.group("bucket"), URI.create(scheme + host), region));
            }
        }
        return Optional.empty();
    }
}
