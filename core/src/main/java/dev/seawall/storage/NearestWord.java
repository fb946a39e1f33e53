package dev.seawall.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what a misspelt word may have been meant to be. */
public final class NearestWord {
    private NearestWord() {}

    /** @param known at least one */
    public static String to(String written, Collection<String> known) {
        List<String> nearest = new ArrayList<>(known);
        nearest.sort(Comparator.comparingInt(word -> distance(written, word)));
        return nearest.get(0);
    }

    /** Counts the letters to add, drop or change (Levenshtein), row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
