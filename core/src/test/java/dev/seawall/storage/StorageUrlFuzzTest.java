package dev.seawall.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.util.List;

/**
 * Reads a replica's address: what is accepted is written as a text that is read as the same address.
 * Input: the address in UTF-8.
 */
public final class StorageUrlFuzzTest extends FuzzTarget {
    @Override
    protected Verdict check(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        assertThat(PercentCode.decode(PercentCode.encode(text))).isEqualTo(text);
        StorageUrl url;
        try {
            url = Allocation.within(5000L * input.length, () -> StorageUrl.parse(text));
        } catch (InvalidUrlException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Verdict.REFUSED;
        }
        assertThat(StorageUrl.parse(url.toString())).isEqualTo(url);
        if (url instanceof StorageUrl.S3 s3) {
            requireSound(s3);
        } else if (url instanceof StorageUrl.File file) {
            assertThat(file.root()).isAbsolute().isEqualTo(file.root().normalize());
            assertThat(file.root().getNameCount()).isPositive();
        }
        return Verdict.ACCEPTED;
    }

    private static void requireSound(StorageUrl.S3 url) {
        assertThat(url.bucket()).matches("[A-Za-z0-9._-]{3,255}");
        if (!url.prefix().isEmpty()) {
            assertThat(List.of(url.prefix().split("/", -1))).doesNotContain("", ".", "..");
        }
        url.endpoint().ifPresent(endpoint -> {
            assertThat(endpoint.getScheme()).isIn("http", "https");
            assertThat(endpoint.getHost()).isNotBlank();
            assertThat(endpoint.getUserInfo()).isNull();
            assertThat(endpoint.getQuery()).isNull();
            assertThat(endpoint.getFragment()).isNull();
        });
    }
}
