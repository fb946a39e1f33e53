package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints an array of objects, one a line, so that it can be cut by line as well as parsed. */
final class JsonListing implements Listing {
    private static final JSON WITH_NULLS = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private final PrintWriter out;
    private final Column[] columns;
    private String before = "[";

    JsonListing(PrintWriter out, Column... columns) {
        this.out = out;
        this.columns = columns.clone();
    }

    @Override
    public void row(Object... cells) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.length; i++) {
            fields.put(columns[i].name(), value(cells[i]));
        }
        out.println(before);
        out.print(WITH_NULLS.asString(fields));
        before = ",";
    }

    private static @Nullable Object value(Object cell) {
        if (cell instanceof Optional<?> maybe) {
            return maybe.map(JsonListing::value).orElse(null);
        }
        return cell instanceof Instant instant ? Times.text(instant) : cell;
    }

    @Override
    public void finish() {
        out.println(before.equals("[") ? "[]" : "\n]");
    }
}
