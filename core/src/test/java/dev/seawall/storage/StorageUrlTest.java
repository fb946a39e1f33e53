package dev.seawall.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.Storages;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageUrlTest {
    @ParameterizedTest
    @CsvSource({
        "/var/backups/app, /var/backups/app",
        "file:///var/backups/app, /var/backups/app",
        "file:///var//backups/./app/, /var/backups/app",
        "file:///with%20blank+%3F, /with blank+?",
    })
    void parse_folder_givesItsPath(String text, String path) {
        assertThat(StorageUrl.parse(text)).isEqualTo(new StorageUrl.File(Path.of(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://S3.Example.COM, https://s3.example.com",
        "HTTPS://s3.example.com, https://s3.example.com",
        "https://s3.example.com:443, https://s3.example.com",
        "http://s3.example.com:80, http://s3.example.com",
        "https://s3.example.com/, https://s3.example.com",
        "s3.example.com:443/, https://s3.example.com",
        "http://[::1]:80/, http://[::1]",
    })
    void parse_endpointSpelledOtherwise_isTheSamePlace(String spelling, String canonical) {
        StorageUrl url = StorageUrl.parse("s3://bucket/app?endpoint=" + spelling);

        assertThat(url).isEqualTo(StorageUrl.parse("s3://bucket/app?endpoint=" + canonical));
        assertThat(url.toString()).isEqualTo("s3://bucket/app?endpoint=" + PercentCode.encode(canonical));
    }

    /** The text is how a state folder knows its replicas: another one begins a replica anew. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://s3.example.com",
                "http://s3.example.com:443",
                "https://s3.example.com:80",
                "https://s3.example.com:9000/s3",
                "https://s3.example.com/S3/",
                "https://s3.example.com/a%2Fb",
                "http://[::1]:9000"
            })
    void parse_endpointThatIsCanonical_keepsItsText(String endpoint) {
        StorageUrl url = StorageUrl.parse("s3://bucket/app", Map.of("endpoint", endpoint));

        assertThat(((StorageUrl.S3) url).endpoint()).contains(URI.create(endpoint));
    }

    @Test
    void parse_parametersApart_isTheAddressWithThemInside() {
        Map<String, String> apart = Map.of("endpoint", "minio.lan:9000", "region", "a b", "path-style", "false");

        assertThat(StorageUrl.parse("s3://bucket/app", apart))
                .isEqualTo(StorageUrl.parse("s3://bucket/app?endpoint=minio.lan:9000&region=a%20b&path-style=false"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/app?region=x, region, x, stands in the address",
        "/var/backups/app, region, x, a folder has no 'region'",
        "file:///var/backups/app, endpoint, x, a folder has no 'endpoint'",
        "s3://bucket/app, endpoint, ftp://x, http or https",
        "s3://bucket/app, path-style, yes, neither true nor false"
    })
    void parse_parameterThatDoesNotFit_isRefused(String text, String name, String value, String message) {
        assertThatExceptionOfType(InvalidUrlException.class)
                .isThrownBy(() -> StorageUrl.parse(text, Map.of(name, value)))
                .withMessageContaining(message);
    }

    @Test
    void accessKey_asText_tellsNothing() {
        AccessKey key = new AccessKey("AKID", "hunter2");

        assertThat(key.toString()).doesNotContain("AKID", "hunter2");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AccessKey("AKID", " "))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("AKID"));
    }

    @Test
    void parse_relativeFolder_startsAtTheWorkingDirectory() {
        assertThat(StorageUrl.parse("some/where"))
                .isEqualTo(new StorageUrl.File(Path.of("some/where").toAbsolutePath()));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket, bucket, '', , , HOST",
        "s3://bucket/, bucket, '', , , HOST",
        "s3://bucket//a///b/, bucket, a/b, , , HOST",
        "s3://my.bucket/a%20b?region=eu-central-1, my.bucket, a b, , eu-central-1, HOST",
        "s3://bucket/a?endpoint=minio.lan:9000, bucket, a, https://minio.lan:9000, , PATH",
        "s3://bucket/a?endpoint=localhost:9000, bucket, a, http://localhost:9000, , PATH",
        "s3://bucket/a?endpoint=127.0.0.1:9000, bucket, a, http://127.0.0.1:9000, , PATH",
        "s3://bucket/a?endpoint=127.0.0.1.example.com, bucket, a, https://127.0.0.1.example.com, , PATH",
        "s3://bucket/a?endpoint=http://minio.lan&path-style=false, bucket, a, http://minio.lan, , HOST",
        "s3://bucket/a?endpoint=https%3A%2F%2Fx.y%2Fs3, bucket, a, https://x.y/s3, , PATH",
        "s3://bucket/a?forcePathStyle=true, bucket, a, , , PATH",
        "s3://bucket.localhost:9000/a, bucket, a, http://localhost:9000, , PATH",
        "s3://bucket.s3.us-west-002.backblazeb2.com/a, bucket, a, https://s3.us-west-002.backblazeb2.com, us-west-002, PATH",
        "s3://bucket.fra1.digitaloceanspaces.com/a, bucket, a, https://fra1.digitaloceanspaces.com, fra1, PATH",
        "s3://bucket.s3.filebase.com/a, bucket, a, https://s3.filebase.com, , PATH",
        "s3://bucket.s3.fr-par.scw.cloud/a, bucket, a, https://s3.fr-par.scw.cloud, fr-par, PATH",
        "s3://bucket.eu-central-1.linodeobjects.com/a, bucket, a, https://eu-central-1.linodeobjects.com, eu-central-1, PATH",
    })
    void parse_s3_givesItsParts(
            String text, String bucket, String prefix, URI endpoint, String region, BucketAddressing addressing) {
        StorageUrl.S3 expected = new StorageUrl.S3(
                bucket, prefix, Optional.ofNullable(endpoint), Optional.ofNullable(region), addressing);

        assertThat(StorageUrl.parse(text)).isEqualTo(expected);
        assertThat(StorageUrl.parse(expected.toString())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | empty",
                "' ' | empty",
                "gcs://bucket/a | are not supported",
                "s3:/bucket/a | two slashes",
                "file:/a | two slashes",
                "file:// | file:///var/backups/app",
                "file:/// | root of the file system",
                "/ | root of the file system",
                "file://host/a | file:///host/a",
                "file:///a?region=x | %3F",
                "s3:// | no bucket",
                "s3:///a | no bucket",
                "s3://b/a | cannot be a bucket's name",
                "s3://bucket.10.0.0.1:9000/a | ?endpoint=bucket.10.0.0.1:9000",
                "s3://bucket/a#b | %23",
                "s3://bucket/a%2 | %25",
                "s3://bucket/a%ff | UTF-8",
                "s3://bucket/../a | segment",
                "s3://bucket/a?regoin=x | did you mean 'region'",
                "s3://bucket/a?Endpoint=x | did you mean 'endpoint'",
                "s3://bucket/a?region | no value",
                "s3://bucket/a?region=x&region=y | twice",
                "s3://bucket/a?path-style=yes | neither true nor false",
                "s3://bucket/a?endpoint=ftp://x | http or https",
            })
    void parse_wrongText_saysWhatToWrite(String text, String message) {
        assertThatExceptionOfType(InvalidUrlException.class)
                .isThrownBy(() -> StorageUrl.parse(text))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://key:hunter2@bucket/a", "s3://bucket/a?endpoint=https://u:hunter2@x", "s3://hunter2@bucket"
            })
    void parse_withSecret_isRefusedWithoutRepeatingIt(String text) {
        assertThatExceptionOfType(InvalidUrlException.class)
                .isThrownBy(() -> StorageUrl.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/db1?endpoint=localhost:1", "/var/backups/app"})
    void open_anyAddress_needsNeitherNetworkNorDisk(String text) {
        StorageUrl url = StorageUrl.parse(text);
        try (Storage storage = Storages.open(url)) {
            assertThat(storage).hasToString(url.toString());
        }
    }

    /** Two replicas, one in the other, would delete or take over each other's objects. */
    @ParameterizedTest
    @CsvSource({
        "/backups/app, /backups/app, true, true",
        "/backups/app/a, /backups/app, true, true",
        "/backups/app, /backups/app/a, false, true",
        "/backups/app1, /backups/app, false, false",
        "/backups/app, s3://bucket/app, false, false",
        "s3://bucket/app, /backups/app, false, false",
        "s3://bucket/app, s3://bucket/app, true, true",
        "s3://bucket/app/a, s3://bucket/app, true, true",
        "s3://bucket/app, s3://bucket/app/a, false, true",
        "s3://bucket/app1, s3://bucket/app, false, false",
        "s3://bucket/app, s3://bucket, true, true",
        "s3://bucket, s3://bucket, true, true",
        "s3://bucket, s3://bucket/app, false, true",
        "s3://other/app, s3://bucket/app, false, false",
        "s3://bucket/app?endpoint=a:1, s3://bucket/app?endpoint=b:1, false, false",
        "s3://bucket/app?endpoint=a:1, s3://bucket/app, false, false",
        "s3://bucket/app?region=here, s3://bucket/app?region=there, true, true",
    })
    void liesIn_anotherPlace_onlyIfAllThatIsHereIsThere(String here, String there, boolean lies, boolean overlaps) {
        StorageUrl inner = StorageUrl.parse(here);
        StorageUrl outer = StorageUrl.parse(there);

        assertThat(inner.liesIn(outer)).isEqualTo(lies);
        assertThat(inner.overlaps(outer)).isEqualTo(overlaps);
        assertThat(outer.overlaps(inner)).isEqualTo(overlaps);
    }

    @ParameterizedTest
    @CsvSource({"'', secret", "id, ''", "' ', secret", "id, ' '"})
    void accessKey_withOnePartEmpty_isRefused(String id, String secret) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AccessKey(id, secret))
                .withMessageContaining("one of the two is empty");
    }

    /** What waiting alone may mend: everything else needs somebody. */
    @ParameterizedTest
    @EnumSource
    void failure_ofEachKind_isTriedAgainOnlyWhereThatMayHelp(StorageException.Kind kind) {
        List<StorageException.Kind> passing =
                List.of(StorageException.Kind.UNREACHABLE, StorageException.Kind.BUSY, StorageException.Kind.FULL);

        assertThat(new StorageException(kind, "failed", null).isRetryable()).isEqualTo(passing.contains(kind));
    }
}
