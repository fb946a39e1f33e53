package dev.seawall.bench;

import java.util.Arrays;

/** Sums up repeated runs: on a noisy machine, means say how bad the worst run was. */
final class Median {
    private Median() {}

    /** @param values at least one */
    static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
