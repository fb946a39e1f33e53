package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final Column[] COLUMNS = {
        Column.text("name", 6), Column.number("bytes", 8), Column.time("time"), Column.text("note", 4)
    };
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_050L);

    private final StringWriter out = new StringWriter();

    @Test
    void text_rows_areAlignedUnderTheirHeadings() {
        TextListing listing = new TextListing(new PrintWriter(out), COLUMNS);
        listing.row("a", 12, TIME, Optional.empty());
        listing.row("longer than usual", 12345678L, TIME, "x");
        listing.finish();

        assertThat(out.toString().lines())
                .containsExactly(
                        "NAME       BYTES  TIME                      NOTE",
                        "a             12  2023-11-14T22:13:20.050Z",
                        "longer than usual  12345678  2023-11-14T22:13:20.050Z  x");
    }

    @Test
    void text_columnThatFits_isAsWideAsItsWidestCell() {
        TextListing listing = new TextListing(
                new PrintWriter(out),
                Column.fitting("replica", Stream.of("s3://bucket/app?region=eu-central-1", "file:///b")),
                Column.text("state", 5));
        listing.row("s3://bucket/app?region=eu-central-1", "up");
        listing.row("file:///b", "down");
        listing.finish();

        assertThat(out.toString().lines())
                .containsExactly(
                        "REPLICA                              STATE",
                        "s3://bucket/app?region=eu-central-1  up",
                        "file:///b                            down");
    }

    @Test
    void json_rows_areObjectsOfOneArray() throws IOException {
        JsonListing listing = new JsonListing(new PrintWriter(out), COLUMNS);
        listing.row("a\"", 12, TIME, "");
        listing.row("b", 13L, Optional.of(TIME), "x");
        listing.finish();

        assertThat(JSON.std.listFrom(out.toString()))
                .containsExactly(
                        Map.of("name", "a\"", "bytes", 12, "time", "2023-11-14T22:13:20.050Z", "note", ""),
                        Map.of("name", "b", "bytes", 13, "time", "2023-11-14T22:13:20.050Z", "note", "x"));
    }

    @Test
    void json_nothingInACell_isNull() throws IOException {
        JsonListing listing = new JsonListing(new PrintWriter(out), Column.text("name", 6));
        listing.row(Optional.empty());
        listing.finish();

        assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("[{\"name\":null}]");
    }

    @Test
    void json_notFinished_doesNotParse() throws IOException {
        new JsonListing(new PrintWriter(out), Column.text("name", 6)).row("a");

        assertThatThrownBy(() -> JSON.std.listFrom(out.toString())).isInstanceOf(IOException.class);
    }

    @Test
    void text_noRows_isTheHeading() {
        new TextListing(new PrintWriter(out), COLUMNS).finish();

        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void json_noRows_isAnEmptyArray() throws IOException {
        new JsonListing(new PrintWriter(out), COLUMNS).finish();

        assertThat(JSON.std.listFrom(out.toString())).isEmpty();
    }
}
