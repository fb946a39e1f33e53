package dev.seawall.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits a text as a shell does, as far as documentation needs it: simple commands of words, with quotes, comments,
 * continued lines and redirections. Substitutes nothing.
 */
final class ShellCommands {
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*=.*", Pattern.DOTALL);

    private final List<List<String>> commands = new ArrayList<>();
    private final String text;
    private List<String> words = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean redirecting;

    private ShellCommands(String text) {
        this.text = text;
    }

    static List<List<String>> in(String text) {
        ShellCommands parser = new ShellCommands(text);
        parser.parse();
        return parser.commands;
    }

    /** The arguments of each call of Seawall, however it is found and whoever it is run as. */
    static List<List<String>> ofSeawall(String text) {
        List<List<String>> found = new ArrayList<>();
        for (List<String> words : in(text)) {
            int at = 0;
            while (at < words.size() && (ASSIGNMENT.matcher(words.get(at)).matches() || isPrefix(words, at))) {
                at++;
            }
            if (at < words.size() && words.get(at).matches("(.*/)?seawall")) {
                found.add(words.subList(at + 1, words.size()));
            }
        }
        return found;
    }

    /** {@code sudo -u NAME}, {@code exec}, {@code time}, or a variable that holds such words. */
    private static boolean isPrefix(List<String> words, int at) {
        String word = words.get(at);
        return word.matches("sudo|exec|time|-u|\\$\\w+")
                || (at > 0 && words.get(at - 1).equals("-u"));
    }

    private void parse() {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
            if (c == '\\') {
                at++;
                if (next != '\n') {
                    append(next);
                }
            } else if (c == '\'' || c == '"') {
                int end = text.indexOf(c, at + 1);
                if (end < 0) {
                    throw new IllegalArgumentException("no end of the quote: " + text.substring(at));
                }
                inWord = true;
                word.append(text, at + 1, end);
                at = end;
            } else if (c == '#' && !inWord) {
                at = Math.max(at, text.indexOf('\n', at) - 1);
            } else if (c == '$' && next == '(') {
                endCommand();
                at++;
            } else if (";|&()\n`".indexOf(c) >= 0) {
                endCommand();
            } else if (c == '<' || c == '>') {
                redirect();
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else {
                append(c);
            }
        }
        endCommand();
    }

    private void append(char c) {
        inWord = true;
        word.append(c);
    }

    /** What follows is a file; what stands directly before, if it is a number, is a descriptor. */
    private void redirect() {
        if (word.toString().matches("\\d")) {
            word.setLength(0);
            inWord = false;
        }
        endWord();
        redirecting = true;
    }

    private void endWord() {
        if (inWord && !redirecting) {
            words.add(word.toString());
        }
        redirecting = redirecting && !inWord;
        word = new StringBuilder();
        inWord = false;
    }

    private void endCommand() {
        endWord();
        redirecting = false;
        if (!words.isEmpty()) {
            commands.add(words);
        }
        words = new ArrayList<>();
    }
}
