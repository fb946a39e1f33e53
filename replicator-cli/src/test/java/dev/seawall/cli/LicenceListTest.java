package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LicenceListTest {
    /** "text" in Base64 is "dGV4dA==". */
    private static final String BILL = """
            {"components": [
              {"group": "dev.seawall", "name": "seawall-core", "version": "1"},
              {"group": "b", "name": "two", "version": "2", "licenses": [
                {"license": {"id": "EPL-2.0", "text": {"encoding": "base64", "content": "dGV4dA=="}}},
                {"license": {"name": "Our own"}}]},
              {"group": "a", "name": "one", "version": "1", "licenses": [{"expression": "MIT AND Zlib"}]},
              {"group": "org.jline", "name": "jline", "version": "3", "licenses": [
                {"license": {"id": "BSD-4-Clause", "text": {"content": "d3Jvbmc="}}}]}
            ]}""";

    @Test
    void table_ofABill_hasEachLibraryButOurs() throws IOException {
        String table = new LicenceList(JSON.std.mapFrom(BILL)).table();

        assertThat(table.lines().filter(line -> line.contains(":")).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "a:one:1 MIT AND Zlib", "b:two:2 EPL-2.0 or Our own", "org.jline:jline:3 BSD-3-Clause");
    }

    @Test
    void bill_afterwards_hasNoTextsAndIsCorrected() throws IOException {
        Map<String, Object> bill = JSON.std.mapFrom(BILL);

        assertThat(new LicenceList(bill).texts()).containsExactly(Map.entry("EPL-2.0", "text"));

        assertThat(JSON.std.asString(bill)).contains("BSD-3-Clause").doesNotContain("text", "BSD-4-Clause");
    }

    @Test
    void library_withoutALicence_isRefused() throws IOException {
        Map<String, Object> bill =
                JSON.std.mapFrom("{\"components\": [{\"group\": \"c\", \"name\": \"new\", \"version\": \"1\"}]}");

        assertThatThrownBy(() -> new LicenceList(bill))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c:new:1");
    }
}
