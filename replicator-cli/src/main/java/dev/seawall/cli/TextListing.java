package dev.seawall.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Prints an aligned table with a heading. */
final class TextListing implements Listing {
    private static final String GAP = "  ";

    private final PrintWriter out;
    private final Column[] columns;
    private boolean headed;

    TextListing(PrintWriter out, Column... columns) {
        this.out = out;
        this.columns = columns.clone();
    }

    @Override
    public void row(Object... cells) {
        head();
        line(cells);
    }

    @Override
    public void finish() {
        head();
    }

    private void head() {
        if (!headed) {
            headed = true;
            line(Arrays.stream(columns)
                    .map(column -> column.name().toUpperCase(Locale.ROOT))
                    .toArray());
        }
    }

    private void line(Object... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.length; i++) {
            String cell = text(cells[i]);
            String padding = " ".repeat(Math.max(0, width(columns[i]) - cell.length()));
            line.append(i == 0 ? "" : GAP);
            line.append(columns[i].align() == Column.Align.LEFT ? cell + padding : padding + cell);
        }
        out.println(line.toString().stripTrailing());
    }

    private static String text(Object cell) {
        if (cell instanceof Optional<?> maybe) {
            return maybe.map(TextListing::text).orElse("");
        }
        return cell instanceof Instant instant ? Times.text(instant) : cell.toString();
    }

    private static int width(Column column) {
        return Math.max(column.width(), column.name().length());
    }
}
