package dev.seawall.cli;

import dev.seawall.cli.LitestreamOption.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands a command line that was written for Litestream: one dash before a whole word, and verbs of its own.
 *
 * <p>One step before ours is parsed. What ours knows is never touched, so only words that would be an error otherwise get
 * another meaning.
 */
final class LitestreamSpelling {
    private static final Pattern OPTION = Pattern.compile("(--?)([a-z][a-z-]*)(?:=(.*))?", Pattern.DOTALL);
    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final Set<String> FALSE = Set.of("false", "0", "f", "F", "FALSE", "False");
    /** Those that may stand before the verb, and have a value. */
    private static final Set<String> BEFORE_THE_VERB = Set.of("--log-level", "--log-format");

    private static final Set<String> WAITING_BY_THEMSELVES = Set.of("start");
    private static final Map<String, String> VERBS = Map.of("wal", "segments", "ltx", "segments", "help", "--help");
    private static final String BY_URL =
            "use 'seawall timeline URL' for what a replica holds, and 'seawall status'" + " for how it goes on";
    private static final Map<String, String> INSTEAD = Map.of(
            "info", BY_URL,
            "list", BY_URL,
            "register", "use 'seawall add'",
            "unregister", "use 'seawall remove'",
            "reset", "stop Seawall and delete the state folder, .<database name>-seawall, beside the database",
            "mcp", "there is no such server here");

    private final Grammar ours;
    private final List<String> words = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    /** Ours. */
    private Optional<String> verb = Optional.empty();

    LitestreamSpelling(Grammar ours) {
        this.ours = ours;
    }

    /**
     * Writes a command line the way that ours is written.
     *
     * @throws UsageException if something in it has no counterpart; says what to use
     */
    String[] translate(String... args) {
        words.clear();
        notes.clear();
        verb = Optional.empty();
        for (int at = 0; at < args.length; at++) {
            String word = args[at];
            if (word.equals("--")) {
                words.addAll(List.of(args).subList(at, args.length));
                break;
            }
            Optional<Matcher> theirs = theirs(word);
            if (theirs.isPresent()) {
                at += translate(theirs.get(), at + 1 < args.length ? Optional.of(args[at + 1]) : Optional.empty());
            } else {
                words.add(verb.isPresent() || word.startsWith("-") ? word : verb(word));
                if (BEFORE_THE_VERB.contains(word) && at + 1 < args.length) {
                    at++;
                    words.add(args[at]);
                }
            }
        }
        return words.toArray(String[]::new);
    }

    private Optional<Matcher> theirs(String word) {
        Matcher option = OPTION.matcher(word);
        if (!option.matches()) {
            return Optional.empty();
        }
        boolean asOurs = option.group(1).length() == 2;
        return LitestreamOption.of(option.group(2))
                .filter(known -> !asOurs || known.hasCounterpart())
                .filter(known -> !isOurs(option.group(1), option.group(2)))
                .map(known -> option);
    }

    private boolean isOurs(String dashes, String name) {
        // Ours have one dash before a single letter alone; that needs no look at what all verbs declare.
        boolean possible = dashes.length() == 2 || name.length() == 1;
        return possible && ours.hasOption(verb.orElse(""), dashes + name);
    }

    /** What a person should know about the last command line. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Returns how many words behind the option belong to it. */
    private int translate(Matcher option, Optional<String> next) {
        LitestreamOption theirs = LitestreamOption.of(option.group(2)).orElseThrow();
        Optional<String> attached = Optional.ofNullable(option.group(3));
        if (theirs.instead().isPresent()) {
            throw new UsageException(
                    option.group(1) + theirs.name() + ": " + theirs.instead().get());
        }
        if (theirs.value() == Value.SECONDS
                && verb.filter(WAITING_BY_THEMSELVES::contains).isPresent()) {
            throw new UsageException(option.group(1) + theirs.name() + ": " + verb.get()
                    + " waits for as long as the running process may take: leave it out");
        }
        if (theirs.value() == Value.NONE) {
            if (attached.filter(FALSE::contains).isEmpty()) {
                theirs.ours().ifPresent(words::add);
            }
            return 0;
        }
        theirs.ours().ifPresent(words::add);
        attached.or(() -> next).map(value -> converted(theirs, value)).ifPresent(words::add);
        return attached.isPresent() || next.isEmpty() ? 0 : 1;
    }

    private static String converted(LitestreamOption theirs, String value) {
        return switch (theirs.value()) {
            case SECONDS -> SECONDS.matcher(value).matches() ? value + "s" : value;
            case SOCKET -> "unix:" + value;
            default -> value;
        };
    }

    private String verb(String word) {
        if (!ours.verbs().contains(word) && INSTEAD.containsKey(word)) {
            throw new UsageException("there is no verb '" + word + "' here: " + INSTEAD.get(word));
        }
        if (word.equals("ltx")) {
            notes.add("there are no LTX files here: these are the segments, as 'seawall segments' lists them");
        }
        String translated = ours.verbs().contains(word) ? word : VERBS.getOrDefault(word, word);
        verb = Optional.of(translated);
        return translated;
    }
}
