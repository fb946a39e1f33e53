package dev.seawall.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One option of Litestream's command line, of either version, and what it is here.
 *
 * @param name without dashes
 * @param ours our name for it; empty if it changes nothing here
 * @param instead why it is refused, and what to use; empty if it is not
 */
record LitestreamOption(String name, Value value, Optional<String> ours, Optional<String> instead) {
    /** Says what follows the name. */
    enum Value {
        /** Nothing, or {@code =true} and the like. */
        NONE,
        TEXT,
        /** A number of seconds, where we want a unit. */
        SECONDS,
        /** The path of a socket, where we want an address. */
        SOCKET
    }

    private static final String BY_COMMIT =
            "restore points are counted by commit here: 'seawall timeline' lists them with"
                    + " their times, and restore takes --commit N or --timestamp TIME";
    private static final String BY_ADDRESS =
            "a replica is named by its address: write its URL in place of the database";
    private static final String NO_FOLLOWING =
            "restores that follow the replica are not there yet; restore again, elsewhere";

    private static final Map<String, LitestreamOption> ALL = table(List.of(
            same("config", Value.TEXT),
            same("no-expand-env", Value.NONE),
            same("json", Value.NONE),
            same("help", Value.NONE),
            same("log-level", Value.TEXT),
            same("generation", Value.TEXT),
            same("exec", Value.TEXT),
            same("once", Value.NONE),
            same("timestamp", Value.TEXT),
            same("parallelism", Value.TEXT),
            same("if-db-not-exists", Value.NONE),
            same("if-replica-exists", Value.NONE),
            same("dry-run", Value.NONE),
            same("wait", Value.NONE),
            same("timeout", Value.SECONDS),
            renamed("restore-if-db-not-exists", Value.NONE, "--restore-if-missing"),
            renamed("integrity-check", Value.TEXT, "--check"),
            renamed("socket", Value.SOCKET, "--control"),
            new LitestreamOption("verbose", Value.NONE, Optional.empty(), Optional.empty()),
            refused("index", BY_COMMIT),
            refused("txid", BY_COMMIT),
            refused("replica", BY_ADDRESS),
            refused("f", NO_FOLLOWING),
            refused("follow-interval", NO_FOLLOWING),
            refused("force", "restore replaces nothing: move the file away, and what lies beside it, or name another"),
            refused("level", "there are no levels here: leave it out"),
            refused(
                    "force-snapshot",
                    "a generation begins with a snapshot, and --snapshot-interval says when others follow"),
            refused("enforce-retention", "what is too old is deleted after each snapshot: --retention says what is")));

    static Optional<LitestreamOption> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** Tells whether it is something here, or there is something to use instead. */
    boolean hasCounterpart() {
        return ours.isPresent() || instead.isPresent();
    }

    private static Map<String, LitestreamOption> table(List<LitestreamOption> options) {
        Map<String, LitestreamOption> table = new HashMap<>();
        options.forEach(option -> table.put(option.name(), option));
        return Map.copyOf(table);
    }

    private static LitestreamOption same(String name, Value value) {
        return renamed(name, value, "--" + name);
    }

    private static LitestreamOption renamed(String name, Value value, String ours) {
        return new LitestreamOption(name, value, Optional.of(ours), Optional.empty());
    }

    private static LitestreamOption refused(String name, String instead) {
        return new LitestreamOption(name, Value.TEXT, Optional.empty(), Optional.of(instead));
    }
}
