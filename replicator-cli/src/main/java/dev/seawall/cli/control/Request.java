package dev.seawall.cli.control;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Is the head of an HTTP request, taken apart. Everything asked for stands in it; a body is refused.
 *
 * @param path without the query
 * @param parameters of the query, decoded, in the order given
 * @param headers by their names in lower case
 */
record Request(String method, String path, Map<String, List<String>> parameters, Map<String, String> headers) {
    private static final Pattern FIRST_LINE = Pattern.compile("([A-Z]{1,20}) (/[^ ?#]*)(?:\\?([^ #]*))? HTTP/1\\.[01]");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");

    /** @param head up to the empty line, without it */
    static Request parse(String head) throws HttpFault {
        String[] lines = head.split("\r\n", -1);
        Matcher first = FIRST_LINE.matcher(lines[0]);
        if (!first.matches()) {
            throw new HttpFault(400, "not an HTTP/1.1 request; send for example: GET /status HTTP/1.1");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher header = HEADER.matcher(lines[i]);
            if (!header.matches() || hasControlCharacter(lines[i])) {
                throw new HttpFault(400, "line " + (i + 1) + " of the request is not a header");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            if (headers.putIfAbsent(name, header.group(2)) != null) {
                throw new HttpFault(400, "header " + name + " was sent twice");
            }
        }
        Request request = new Request(first.group(1), first.group(2), query(first.group(3)), headers);
        request.requireNoBody();
        return request;
    }

    private static boolean hasControlCharacter(String line) {
        return line.chars().anyMatch(c -> c < ' ' && c != '\t');
    }

    private static Map<String, List<String>> query(@org.jspecify.annotations.Nullable String query) throws HttpFault {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new HttpFault(400, "'" + pair + "' is no parameter; write name=value, with & between two");
            }
            parameters
                    .computeIfAbsent(decode(pair.substring(0, equals)), name -> new ArrayList<>())
                    .add(decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) throws HttpFault {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpFault(400, "'" + text + "' is not percent-encoded; write % as %25");
        }
    }

    private void requireNoBody() throws HttpFault {
        if (headers.containsKey("transfer-encoding")
                || !headers.getOrDefault("content-length", "0").equals("0")) {
            throw new HttpFault(413, "a body is not read: write what you ask for into the address");
        }
    }

    /** The one value of a parameter; empty if it is not there. */
    Optional<String> parameter(String name) throws HttpFault {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new HttpFault(400, "parameter " + name + " was given " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** The one value of a parameter that has to be there. */
    String required(String name) throws HttpFault {
        return parameter(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new HttpFault(400, path + " needs the parameter " + name));
    }

    /** Refuses a parameter that would otherwise be ignored. */
    void requireKnown(Set<String> names) throws HttpFault {
        for (String name : parameters.keySet()) {
            if (!names.contains(name)) {
                String known = names.isEmpty() ? "it takes none" : "it takes " + String.join(", ", names);
                throw new HttpFault(400, path + " has no parameter '" + name + "'; " + known);
            }
        }
    }
}
