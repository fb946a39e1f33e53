package dev.seawall.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects how long each of several things took, in seconds, time after time. */
final class Timings {
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    /** Is what is timed. */
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    void time(String what, Step step) throws IOException, InterruptedException {
        long began = System.nanoTime();
        step.run();
        note(what, (System.nanoTime() - began) / 1e9);
    }

    void note(String what, double took) {
        seconds.computeIfAbsent(what, first -> new ArrayList<>()).add(took);
    }

    /** In the order in which they were first timed. */
    Set<String> names() {
        return seconds.keySet();
    }

    /** All that was noted of one; none if nothing was. */
    List<Double> of(String what) {
        return seconds.getOrDefault(what, List.of());
    }
}
