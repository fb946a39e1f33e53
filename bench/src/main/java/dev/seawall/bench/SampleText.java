package dev.seawall.bench;

import java.util.Random;

/** Makes rows as applications have them: words, numbers and identifiers, which LZ4 shrinks to about a half. */
public final class SampleText {
    private static final String[] WORDS = {
        "order", "customer", "invoice", "shipped", "paid", "pending", "street", "Berlin", "Lyon", "Utrecht", "blue",
        "large", "cotton", "returned", "because", "delivery", "the", "and", "of", "with", "status", "quantity"
    };

    private final Random random;

    public SampleText(Random random) {
        this.random = random;
    }

    /** Returns text of exactly {@code length} characters, all ASCII. */
    public String next(int length) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            switch (random.nextInt(32)) {
                case 0 -> text.append(Long.toHexString(random.nextLong()));
                case 1, 2, 3 -> text.append(random.nextInt(100_000));
                default -> text.append(WORDS[random.nextInt(WORDS.length)]);
            }
            text.append(' ');
        }
        text.setLength(length);
        return text.toString();
    }
}
