package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects the report, in Markdown, and the files that belong to it. */
final class Report {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> files = new LinkedHashMap<>();

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

    /** Keeps a file for {@link #write}, beside the report. */
    void file(String name, String content) {
        files.put(name, content);
    }

    String markdown() {
        return text.toString();
    }

    /** Writes the report, and its files into a folder beside it: {@code report-files} for {@code report.md}. */
    void write(Path report) throws IOException {
        String name = report.getFileName().toString().replaceFirst("\\.md$", "");
        Path folder = report.resolveSibling(name + "-files");
        StringBuilder all = new StringBuilder(text);
        if (!files.isEmpty()) {
            Files.createDirectories(folder);
            all.append("## Files\n\n");
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
            String image = file.getKey().endsWith(".svg") ? "!" : "";
            all.append("- %s[%s](%s/%s)\n".formatted(image, file.getKey(), folder.getFileName(), file.getKey()));
        }
        Files.writeString(report, all.toString());
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
