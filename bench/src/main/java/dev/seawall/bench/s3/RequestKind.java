package dev.seawall.bench.s3;

/** What a request is to a bill. */
enum RequestKind {
    PUT,
    GET,
    LIST,
    DELETE,
    HEAD;

    static RequestKind of(HttpHead request) {
        String target = request.target();
        return switch (request.method()) {
            case "GET" -> target.contains("list-type=") ? LIST : GET;
            case "HEAD" -> HEAD;
            case "DELETE" -> DELETE;
            // Deleting several objects is a POST; so are the steps of an upload in parts.
            case "POST" -> target.contains("?delete") ? DELETE : PUT;
            default -> PUT;
        };
    }
}
