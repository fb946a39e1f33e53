package dev.seawall.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.StorageUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstRequestTest {
    /** That it ends without an exception shows that its answers are understood: what does that work is ready then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/app",
                "s3://bucket/app?region=eu-central-1",
                "s3://bucket/app?endpoint=https://s3.example.com&region=auto&path-style=false"
            })
    void rehearse_anyAddress_needsNoStore(String url) {
        FirstRequest.rehearse((StorageUrl.S3) StorageUrl.parse(url));
    }

    @Test
    void rehearse_aStoreThatIsThere_isNotAsked() throws Exception {
        try (ScriptedStore store = new ScriptedStore(asked -> ScriptedStore.Answer.error(403, "AccessDenied"))) {
            FirstRequest.rehearse(store.url());
            assertThat(store.asked()).isEmpty();
        }
    }
}
