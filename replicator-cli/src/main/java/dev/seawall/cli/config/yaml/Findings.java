package dev.seawall.cli.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Gathers what is wrong with a file, so that all of it can be said at once, and what is odd but taken all the same. */
public final class Findings {
    private static final int MOST = 20;

    private final String file;
    private final List<Finding> problems = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();

    private record Finding(Place place, String message) {}

    /** @param file how messages are to name it */
    public Findings(String file) {
        this.file = file;
    }

    /** @param message what is wrong; what to do. No secret. */
    public void problem(Place place, String message) {
        problems.add(new Finding(place, message));
    }

    public void warning(Place place, String message) {
        warnings.add(new Finding(place, message));
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    public int problemCount() {
        return problems.size();
    }

    /** As {@code file:line:column: message}, in the order of the file; the first ones, if there are very many. */
    public List<String> problems() {
        return lines(problems).limit(MOST).toList();
    }

    /** In the same form, all of them. */
    public List<String> warnings() {
        return lines(warnings).toList();
    }

    private Stream<String> lines(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::place))
                .map(finding -> file + ":" + finding.place() + ": " + finding.message());
    }
}
