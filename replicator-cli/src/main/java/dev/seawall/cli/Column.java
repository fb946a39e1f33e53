package dev.seawall.cli;

import java.util.stream.Stream;

/**
 * Describes one column of a listing.
 *
 * @param name the field's name in JSON; the table's heading is made from it
 * @param width how many characters a usual value takes: tables are printed as their rows come in, so that the longest
 *     listing takes no memory
 */
record Column(String name, int width, Align align) {
    enum Align {
        LEFT,
        RIGHT
    }

    static Column text(String name, int width) {
        return new Column(name, width, Align.LEFT);
    }

    /** As wide as its widest cell: for short listings, whose cells are all at hand. */
    static Column fitting(String name, Stream<?> cells) {
        return text(
                name,
                cells.mapToInt(cell -> String.valueOf(cell).length()).max().orElse(0));
    }

    static Column number(String name, int width) {
        return new Column(name, width, Align.RIGHT);
    }

    static Column time(String name) {
        return text(name, "2026-01-01T00:00:00.000Z".length());
    }
}
