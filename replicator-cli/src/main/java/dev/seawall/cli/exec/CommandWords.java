package dev.seawall.cli.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a command into words as a shell does, without one: spaces, single and double quotes, backslashes.
 *
 * <p>Nothing is expanded. What only a shell could do (pipes, redirections, several commands) is refused where it is not
 * quoted: passed on as words, or cut off as Litestream does, it would start something else than what was written. Errors
 * name places, not words: there may be secrets among them.
 */
public final class CommandWords {
    private static final String NEEDS_A_SHELL = "|&;<>()`";
    private static final String ESCAPABLE_IN_QUOTES = "\"\\$`";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private Optional<StringBuilder> word = Optional.empty();
    private int at;

    private CommandWords(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if there is no word, a quote is open, or a shell is needed */
    public static List<String> split(String command) {
        return new CommandWords(command).split();
    }

    private List<String> split() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (Character.isWhitespace(c)) {
                end();
            } else if (c == '\'') {
                literally();
            } else if (c == '"') {
                quoted();
            } else if (c == '\\') {
                add(next("a backslash at its end"));
            } else if (NEEDS_A_SHELL.indexOf(c) >= 0) {
                throw new IllegalArgumentException(
                        "'" + c + "' at column " + at
                                + " of the command needs a shell: write sh -c '...' around it, or quote it if it is meant as it stands");
            } else {
                add(c);
            }
        }
        end();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the command is empty");
        }
        return List.copyOf(words);
    }

    private void literally() {
        begin();
        String open = "an open ' at column " + at;
        for (char c = next(open); c != '\''; c = next(open)) {
            add(c);
        }
    }

    private void quoted() {
        begin();
        String open = "an open \" at column " + at;
        for (char c = next(open); c != '"'; c = next(open)) {
            boolean escapes = c == '\\' && at < text.length() && ESCAPABLE_IN_QUOTES.indexOf(text.charAt(at)) >= 0;
            add(escapes ? next(open) : c);
        }
    }

    private char next(String otherwise) {
        if (at == text.length()) {
            throw new IllegalArgumentException("the command has " + otherwise);
        }
        return text.charAt(at++);
    }

    private StringBuilder begin() {
        StringBuilder begun = word.orElseGet(StringBuilder::new);
        word = Optional.of(begun);
        return begun;
    }

    private void add(char c) {
        begin().append(c);
    }

    private void end() {
        word.ifPresent(ended -> words.add(ended.toString()));
        word = Optional.empty();
    }
}
