package dev.seawall.replicate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Is the plain record of what the database was after each commit. A power loss takes commits back: then the history has a
 * branch that leads nowhere, which a replica may know all the same.
 */
final class Ledger {
    /**
     * One commit.
     *
     * @param id its number, never used twice, in the order of commits
     * @param transaction the number that the database itself shows: that of an earlier entry if only pages were moved
     * @param branch where it was made
     * @param depth how many commits came before it
     */
    record Entry(int id, int transaction, long digest, int branch, int depth) {}

    /** A branch: all commits that lead to its end, and where it left the one before. */
    private record Branch(List<Entry> path, int survivingDepth) {}

    private final List<Branch> branches = new ArrayList<>();
    private final Map<Integer, Entry> byTransaction = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    Ledger(long digest) {
        branches.add(new Branch(new ArrayList<>(), 0));
        add(0, digest);
    }

    private Entry add(int transaction, long digest) {
        List<Entry> path = branches.get(branches.size() - 1).path();
        Entry entry = new Entry(entries.size(), transaction, digest, branches.size() - 1, path.size());
        entries.add(entry);
        path.add(entry);
        byTransaction.putIfAbsent(transaction, entry);
        return entry;
    }

    /** The number for the next transaction to write down in the database. */
    int nextTransaction() {
        return entries.size();
    }

    Entry committed(long digest) {
        return add(entries.size(), digest);
    }

    /** A commit that changes no row, such as that of VACUUM. */
    Entry moved() {
        return add(last().transaction(), last().digest());
    }

    /** The power failed, and the last commits are gone. */
    Entry lost(int commits) {
        List<Entry> before = branches.get(branches.size() - 1).path();
        List<Entry> kept = before.subList(0, before.size() - commits);
        branches.add(new Branch(new ArrayList<>(kept), kept.size() - 1));
        return last();
    }

    Entry get(int id) {
        return entries.get(id);
    }

    Entry last() {
        List<Entry> path = branches.get(branches.size() - 1).path();
        return path.get(path.size() - 1);
    }

    /** The entry that a database must be at that shows this transaction; empty if it never was so. */
    Optional<Entry> find(int transaction, long digest) {
        return Optional.ofNullable(byTransaction.get(transaction)).filter(entry -> entry.digest() == digest);
    }

    /** The commit that came at a depth on the way to an entry, or behind it on the same branch. */
    Optional<Entry> onPathOf(Entry entry, long depth) {
        List<Entry> path = branches.get(entry.branch()).path();
        return depth < 0 || depth >= path.size() ? Optional.empty() : Optional.of(path.get((int) depth));
    }

    /** The greatest depth at which the database still showed the same as after an entry. */
    int lastDepthLike(Entry entry) {
        int last = entry.depth();
        for (Branch branch : branches) {
            if (isOn(entry, branch)) {
                int depth = entry.depth();
                while (depth + 1 < branch.path().size()
                        && branch.path().get(depth + 1).transaction() == entry.transaction()) {
                    depth++;
                }
                last = Math.max(last, depth);
            }
        }
        return last;
    }

    /** The entry at a depth that shows the same as another one. */
    Entry like(Entry first, int depth) {
        for (Branch branch : branches) {
            if (isOn(first, branch)
                    && depth < branch.path().size()
                    && branch.path().get(depth).transaction() == first.transaction()) {
                return branch.path().get(depth);
            }
        }
        throw new IllegalArgumentException(first + " has nothing like it at depth " + depth);
    }

    private static boolean isOn(Entry entry, Branch branch) {
        return entry.depth() < branch.path().size()
                && branch.path().get(entry.depth()).equals(entry);
    }

    /** Tells whether a restored entry holds all of an acknowledged one, but for what the application's disk lost. */
    boolean isNotOlder(Entry restored, Entry acknowledged) {
        for (Branch branch : branches) {
            boolean both = isOn(restored, branch) && isOn(acknowledged, branch);
            if (both && restored.depth() >= acknowledged.depth()) {
                return true;
            }
            boolean lost = isOn(restored, branch) && !isOn(acknowledged, branch);
            if (lost
                    && branches.indexOf(branch) > acknowledged.branch()
                    && restored.depth() >= branch.survivingDepth()) {
                return true;
            }
        }
        return false;
    }
}
