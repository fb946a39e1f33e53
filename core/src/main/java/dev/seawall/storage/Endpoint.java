package dev.seawall.storage;

import java.net.URI;
import java.util.Locale;

/** Writes the address of a store in one way, so that two spellings of one place are not taken for two. */
final class Endpoint {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private Endpoint() {}

    /**
     * Takes away what makes no difference: capitals in scheme and host, the port that is usual for the scheme, a path
     * that is only a slash.
     *
     * @param endpoint http or https, with a host, and without user, query and fragment
     */
    static URI canonical(URI endpoint) {
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
        boolean bare = endpoint.getPort() == -1 || endpoint.getPort() == usual;
        String path = endpoint.getRawPath().equals("/") ? "" : endpoint.getRawPath();
        return URI.create(scheme + "://" + endpoint.getHost().toLowerCase(Locale.ROOT)
                + (bare ? "" : ":" + endpoint.getPort()) + path);
    }
}
