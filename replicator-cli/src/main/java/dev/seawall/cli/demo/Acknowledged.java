package dev.seawall.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records a transaction that SQLite told the application was committed. The application writes them into a file beside
 * the database, one a line, as it goes.
 *
 * @param number 1 for the first transaction
 * @param hash see {@link HistoryHash}
 */
record Acknowledged(long number, long timeMillis, String hash) {
    String line() {
        return number + " " + timeMillis + " " + hash + "\n";
    }

    /** Reads the whole lines of the file; the application may have been killed within its last one. */
    static List<Acknowledged> readAll(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<Acknowledged> all = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            String[] fields = text.substring(from, end).split(" ", 3);
            all.add(new Acknowledged(Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2]));
            from = end + 1;
        }
        return all;
    }
}
