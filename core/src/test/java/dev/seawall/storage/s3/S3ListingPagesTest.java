package dev.seawall.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.Storage;
import dev.seawall.storage.s3.ScriptedStore.Answer;
import dev.seawall.storage.s3.ScriptedStore.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listings of any length, in pages of any size, the last of them full or empty. Catalogue T30. */
class S3ListingPagesTest {
    private static final Pattern TOKEN = Pattern.compile("continuation-token=([0-9]+)");

    @ParameterizedTest
    @CsvSource({
        "0, 1000, 1",
        "1, 1000, 1",
        "1, 1, 1",
        "2, 1, 2",
        "2, 2, 1",
        "999, 1000, 1",
        "1000, 1000, 1",
        "1001, 1000, 2",
        "2001, 1000, 3",
        "7, 2, 4"
    })
    void list_inPages_visitsEachOnce(int keys, int page, int requests) throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> answer(asked, keys, page));
                Storage storage = store.open()) {
            List<String> found = new ArrayList<>();
            storage.list("", "", object -> found.add(object.key()));
            assertThat(found).hasSize(keys).doesNotHaveDuplicates();
            assertThat(store.asked()).hasSize(requests);
        }
    }

    /** Consoles mark folders with an object of their name, and not every store knows start-after. */
    @Test
    void list_markersAndWhatCameBefore_areNotVisited() throws IOException {
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        for (String key : List.of("", "a", "b/", "b/c", "d")) {
            xml.append("<Contents><Key>db1/").append(key).append("</Key>");
            xml.append("<LastModified>2026-05-01T10:00:00.000Z</LastModified><Size>1</Size></Contents>");
        }
        xml.append("<IsTruncated>false</IsTruncated></ListBucketResult>");
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, xml.toString()));
                Storage storage = store.open()) {
            List<String> all = new ArrayList<>();
            List<String> after = new ArrayList<>();
            storage.list("", "", object -> all.add(object.key()));
            storage.list("", "a", object -> after.add(object.key()));

            assertThat(all).containsExactly("a", "b/c", "d");
            assertThat(after).containsExactly("b/c", "d");
        }
    }

    private static Answer answer(Asked asked, int keys, int page) {
        Matcher token = TOKEN.matcher(asked.path());
        int from = token.find() ? Integer.parseInt(token.group(1)) : 0;
        int to = Math.min(keys, from + page);
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        for (int i = from; i < to; i++) {
            xml.append("<Contents><Key>db1/").append(String.format("%08x", i)).append("</Key>");
            xml.append("<LastModified>2026-05-01T10:00:00.000Z</LastModified><Size>1</Size></Contents>");
        }
        xml.append("<IsTruncated>").append(to < keys).append("</IsTruncated>");
        if (to < keys) {
            xml.append("<NextContinuationToken>").append(to).append("</NextContinuationToken>");
        }
        return Answer.of(200, xml.append("</ListBucketResult>").toString());
    }
}
