package dev.seawall.cli.config.litestream;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.cli.config.yaml.YamlNode.Mapping;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates one replica of Litestream's: where it is, and how to get in. */
final class ReplicaTranslation {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*", Pattern.DOTALL);

    private static final Map<String, String> OTHER_STORAGES = Map.of(
            "abs", "Azure Blob Storage",
            "gcs", "Google Cloud Storage",
            "gs", "Google Cloud Storage",
            "sftp", "SFTP",
            "webdav", "WebDAV",
            "webdavs", "WebDAV",
            "nats", "NATS JetStream",
            "oss", "Alibaba Cloud OSS");

    private static final List<String> ENCRYPTION =
            List.of("sse-customer-algorithm", "sse-customer-key", "sse-customer-key-path", "sse-kms-key-id");

    private final TheirSection theirs;
    private final Findings findings;
    private final OurSection ours;

    ReplicaTranslation(TheirSection theirs, Findings findings) {
        this.theirs = theirs;
        this.findings = findings;
        this.ours = new OurSection(theirs.place());
    }

    Mapping translate() {
        refuse();
        Optional<Scalar> url = theirs.value("url");
        Optional<Scalar> path = theirs.value("path");
        Optional<Scalar> type = theirs.value("type");
        if (url.isPresent() && path.isPresent()) {
            findings.problem(path.get().place(), "a replica has a 'url' or a 'path', not both; leave one");
        } else if (path.isPresent() && SCHEME.matcher(path.get().text()).matches()) {
            findings.problem(path.get().place(), "'path' is an address here; write 'url' instead");
        } else {
            // The address wins over the type, as there.
            String kind = url.map(ReplicaTranslation::scheme)
                    .or(() -> type.map(Scalar::text))
                    .orElse("file");
            Place place = url.or(() -> type).or(() -> path).map(Scalar::place).orElse(theirs.place());
            ofKind(kind, place, url, path);
        }
        return ours.mapping();
    }

    private static String scheme(Scalar url) {
        Matcher scheme = SCHEME.matcher(url.text());
        return scheme.matches() ? scheme.group(1) : "file";
    }

    private void ofKind(String kind, Place place, Optional<Scalar> url, Optional<Scalar> path) {
        switch (kind) {
            case "file" -> {
                boolean isFolder =
                        url.isPresent() && !SCHEME.matcher(url.get().text()).matches();
                ours.text("url", isFolder ? url.map(TheirPath::expand) : url);
                ours.text("path", path.map(TheirPath::expand));
            }
            case "s3" -> s3(place, url, path);
            default -> {
                String name = OTHER_STORAGES.getOrDefault(kind, "a storage that Litestream does not have either");
                findings.problem(
                        place, "'" + kind + "' is " + name + ", where Seawall keeps no replicas; use s3 or a folder");
            }
        }
    }

    private void s3(Place place, Optional<Scalar> url, Optional<Scalar> path) {
        Optional<Scalar> bucket = theirs.value("bucket");
        if (url.isPresent() && bucket.isPresent()) {
            findings.problem(bucket.get().place(), "a 'bucket' stands beside 'url', which names one; leave one");
            return;
        }
        if (url.isEmpty() && bucket.isEmpty()) {
            findings.problem(place, "a replica in S3 needs a 'bucket' or a 'url'; write where it is to be");
            return;
        }
        String address = url.map(given -> new TheirQuery(given, theirs, findings).address())
                .orElseGet(() -> "s3://" + bucket.map(Scalar::text).orElse("") + "/"
                        + path.map(Scalar::text)
                                .map(ReplicaTranslation::encoded)
                                .orElse(""));
        ours.put("url", Scalar.text(url.or(() -> bucket).map(Scalar::place).orElse(place), address));
        ours.text("endpoint", theirs.value("endpoint"));
        ours.text("region", theirs.value("region"));
        if (theirs.has("force-path-style")) {
            ours.plain(
                    "path-style",
                    theirs.value("force-path-style")
                            .map(given -> new Scalar(
                                    given.place(),
                                    String.valueOf(theirs.isTrue("force-path-style")),
                                    Scalar.Style.PLAIN)));
        }
        ours.text("access-key-id", theirs.value("access-key-id"));
        ours.text("secret-access-key", theirs.value("secret-access-key"));
    }

    /** What means something in an address, and stands for itself in a path. */
    private static String encoded(String path) {
        return path.replaceFirst("^/+", "")
                .replace("%", "%25")
                .replace("?", "%3F")
                .replace("#", "%23");
    }

    private void refuse() {
        theirs.section("age", Level.AGE).ifPresent(age -> {
            if (!age.items("identities").isEmpty() || !age.items("recipients").isEmpty()) {
                findings.problem(
                        age.place(),
                        "'age' encrypts the replica, which Seawall cannot do; take it out if it may be read");
            }
        });
        for (String key : ENCRYPTION) {
            theirs.value(key)
                    .ifPresent(value -> findings.problem(
                            value.place(),
                            "'" + key
                                    + "' asks for encryption with a key of yours, which Seawall cannot do; set the bucket's own"
                                    + " encryption, and take it out"));
        }
        if (theirs.isTrue("skip-verify")) {
            findings.problem(
                    theirs.value("skip-verify").map(Scalar::place).orElse(theirs.place()),
                    "'skip-verify' talks to whoever answers, which Seawall does not do; give Java the store's certificate");
        }
    }
}
