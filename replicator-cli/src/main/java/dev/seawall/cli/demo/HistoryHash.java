package dev.seawall.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sums up one transaction and, through the hash before it, all that came before. */
final class HistoryHash {
    /** Stands before the first transaction. */
    static final String NONE = "";

    private final MessageDigest digest;

    HistoryHash(String previous, long number, long timeMillis) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        add(previous + "|" + number + "|" + timeMillis);
    }

    void addOrder(int customer, int cents, String note) {
        add("|" + customer + "," + cents + "," + note);
    }

    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
