package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.Findings;
import dev.seawall.cli.config.yaml.Place;
import dev.seawall.storage.AccessKey;
import dev.seawall.storage.InvalidUrlException;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes a replica of what its section gives. */
final class ReplicaReader {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
    private static final List<Key> PARAMETERS = List.of(Key.ENDPOINT, Key.REGION, Key.PATH_STYLE);

    private final Path base;
    private final Findings findings;

    /** @param base relative paths begin here */
    ReplicaReader(Path base, Findings findings) {
        this.base = base;
        this.findings = findings;
    }

    /** @return empty if something is wrong, which is among the findings then */
    Optional<ReplicaConfiguration> read(Values values) {
        int before = findings.problemCount();
        Optional<AccessKey> key = accessKey(values);
        Optional<StorageUrl> url = url(values);
        if (url.isPresent() && url.get() instanceof StorageUrl.File && key.isPresent()) {
            findings.problem(values.place(), "a folder takes no access key; leave it out");
        }
        return findings.problemCount() > before
                ? Optional.empty()
                : url.map(address -> new ReplicaConfiguration(address, key));
    }

    private Optional<StorageUrl> url(Values values) {
        Optional<String> url = values.get(Key.REPLICA_URL, String.class);
        Optional<String> path = values.get(Key.REPLICA_PATH, String.class);
        if (url.isPresent() && path.isPresent()) {
            findings.problem(
                    values.placeOf(Key.REPLICA_PATH), "a replica has a 'url' or a 'path', not both; leave one");
            return Optional.empty();
        }
        if (url.isEmpty() && path.isEmpty()) {
            if (!values.isWritten(Key.REPLICA_URL) && !values.isWritten(Key.REPLICA_PATH)) {
                findings.problem(values.place(), "a replica needs a 'url' or a 'path'; write where it is to be");
            }
            return Optional.empty();
        }
        if (path.isPresent() && SCHEME.matcher(path.get()).matches()) {
            findings.problem(values.placeOf(Key.REPLICA_PATH), "'path' is an address here; write 'url' instead");
            return Optional.empty();
        }
        Place place = values.placeOf(url.isPresent() ? Key.REPLICA_URL : Key.REPLICA_PATH);
        return address(absolute(url.or(() -> path).orElseThrow()), place, values);
    }

    private String absolute(String address) {
        return SCHEME.matcher(address).matches()
                ? address
                : base.resolve(address).toString();
    }

    /** Adds parameter by parameter, so that the place of the one that does not fit is known. */
    private Optional<StorageUrl> address(String text, Place place, Values values) {
        Place judged = place;
        try {
            StorageUrl url = StorageUrl.parse(text);
            Map<String, String> parameters = new LinkedHashMap<>();
            for (Key key : PARAMETERS) {
                if (values.has(key)) {
                    judged = values.placeOf(key);
                    parameters.put(
                            key.text(),
                            values.get(key, Object.class).map(Object::toString).orElseThrow());
                    url = StorageUrl.parse(text, parameters);
                }
            }
            return Optional.of(url);
        } catch (InvalidUrlException e) {
            findings.problem(judged, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<AccessKey> accessKey(Values values) {
        Optional<String> id = secret(values, Key.ACCESS_KEY_ID, Key.ACCESS_KEY_ID_FILE);
        Optional<String> secret = secret(values, Key.SECRET_ACCESS_KEY, Key.SECRET_ACCESS_KEY_FILE);
        boolean hasId = values.isWritten(Key.ACCESS_KEY_ID) || values.isWritten(Key.ACCESS_KEY_ID_FILE);
        boolean hasSecret = values.isWritten(Key.SECRET_ACCESS_KEY) || values.isWritten(Key.SECRET_ACCESS_KEY_FILE);
        if (hasId != hasSecret) {
            findings.problem(
                    values.place(),
                    "'" + (hasId ? Key.SECRET_ACCESS_KEY : Key.ACCESS_KEY_ID).text()
                            + "' is missing here; give an id and a secret, or neither to use the environment's");
        }
        return id.isPresent() && secret.isPresent()
                ? Optional.of(new AccessKey(id.get(), secret.get()))
                : Optional.empty();
    }

    private Optional<String> secret(Values values, Key plain, Key inFile) {
        if (values.isWritten(plain) && values.isWritten(inFile)) {
            findings.problem(
                    values.placeOf(inFile), "'" + inFile.text() + "' stands beside '" + plain.text() + "'; leave one");
            return Optional.empty();
        }
        Optional<String> file = values.get(inFile, String.class);
        if (file.isEmpty()) {
            return values.get(plain, String.class);
        }
        try {
            SecretFile secret = new SecretFile(base.resolve(file.get()));
            String text = secret.read();
            if (secret.isReadByOthers()) {
                findings.warning(
                        values.placeOf(inFile),
                        "every user of this machine may read the file of '" + inFile.text() + "'; chmod 600 ends that");
            }
            return Optional.of(text);
        } catch (IllegalArgumentException e) {
            findings.problem(values.placeOf(inFile), "'" + inFile.text() + "': " + e.getMessage());
            return Optional.empty();
        }
    }
}
