package dev.seawall.it;

import java.util.ArrayList;
import java.util.List;

/** Puts a command's words together. */
final class Words {
    private Words() {}

    static List<String> of(String verb, List<String> options, String... rest) {
        List<String> words = new ArrayList<>();
        words.add(verb);
        words.addAll(options);
        words.addAll(List.of(rest));
        return words;
    }
}
