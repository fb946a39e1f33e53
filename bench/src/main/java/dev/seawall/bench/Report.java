package dev.seawall.bench;

import java.util.List;
import java.util.Locale;

/** Collects the report, in Markdown. */
final class Report {
    private final StringBuilder text = new StringBuilder();

    void title(String title) {
        text.append("# ").append(title).append("\n\n");
    }

    void section(String title) {
        text.append("## ").append(title).append("\n\n");
    }

    void paragraph(String words) {
        text.append(words).append("\n\n");
    }

    /** Adds a table; every row has as many cells as the head. */
    void table(List<String> head, List<List<String>> rows) {
        row(head);
        row(head.stream().map(cell -> "---").toList());
        rows.forEach(this::row);
        text.append('\n');
    }

    private void row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    String markdown() {
        return text.toString();
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String millis(long nanos) {
        return number(nanos / 1e6, nanos < 10_000_000 ? 2 : 0);
    }

    static String mebibytes(long bytes) {
        return number(bytes / 1048576.0, 1);
    }

    static String percent(double ratio) {
        return number(ratio * 100, 1) + " %";
    }
}
