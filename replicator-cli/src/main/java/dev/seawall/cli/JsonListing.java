package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints an array of objects, one a line, so that it can be cut by line as well as parsed. */
final class JsonListing implements Listing {
    private final PrintWriter out;
    private final Column[] columns;
    private String before = "[";

    JsonListing(PrintWriter out, Column... columns) {
        this.out = out;
        this.columns = columns.clone();
    }

    @Override
    public void row(Object... cells) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.length; i++) {
            fields.put(columns[i].name(), cells[i] instanceof Instant instant ? Times.text(instant) : cells[i]);
        }
        out.println(before);
        out.print(JSON.std.asString(fields));
        before = ",";
    }

    @Override
    public void close() {
        out.println(before.equals("[") ? "[]" : "\n]");
        out.flush();
    }
}
