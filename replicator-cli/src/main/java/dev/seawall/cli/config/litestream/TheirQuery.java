package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what 0.5 takes behind the question mark of an address, and leaves what means the same here. */
final class TheirQuery {
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("signPayload", "requireContentMD5", "concurrency", "partSize", "storageClass");

    /** A key beside the address wins, as there. */
    private static final Map<String, String> KEYS =
            Map.of("endpoint", "endpoint", "region", "region", "forcePathStyle", "force-path-style");

    private final Scalar url;
    private final TheirSection replica;
    private final Findings findings;

    TheirQuery(Scalar url, TheirSection replica, Findings findings) {
        this.url = url;
        this.replica = replica;
        this.findings = findings;
    }

    String address() {
        int question = url.text().indexOf('?');
        if (question < 0) {
            return url.text();
        }
        List<String> kept = new ArrayList<>();
        for (String part : url.text().substring(question + 1).split("&", -1)) {
            if (isKept(part)) {
                kept.add(part);
            }
        }
        String query = kept.isEmpty() ? "" : "?" + String.join("&", kept);
        return url.text().substring(0, question) + query;
    }

    private boolean isKept(String part) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        if (WITHOUT_EFFECT.contains(name)) {
            findings.warning(url.place(), "'" + name + "' in the address has no effect here");
            return false;
        }
        if (name.startsWith("sse") || (name.equals("skipVerify") && !value.equals("false"))) {
            findings.problem(url.place(), "'" + name + "' in the address asks for what Seawall cannot do; take it out");
            return false;
        }
        String key = KEYS.getOrDefault(name, "");
        return !name.equals("skipVerify") && !(!key.isEmpty() && replica.has(key));
    }
}
