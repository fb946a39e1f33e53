package dev.seawall.cli;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Is a library that a release brings along.
 *
 * @param licence an SPDX expression; empty for our own modules, which are no library to anybody
 */
record Library(String group, String name, String version, Optional<String> licence) {
    private static final String OURS = "dev.seawall";
    /** A line of {@code mvn dependency:list}: group, name, kind, version, scope. */
    private static final Pattern LISTED =
            Pattern.compile("^\\s+([^:\\s]+):([^:\\s]+):jar:([^:\\s]+):(?:compile|runtime)\\b.*");

    /**
     * Reads what Maven lists.
     *
     * @param licences by group
     * @throws IllegalArgumentException if one is listed whose licence nobody has looked up
     */
    static List<Library> listed(Stream<String> lines, Properties licences) {
        return lines.map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(line -> of(line, licences))
                .sorted((one, other) -> one.coordinates().compareTo(other.coordinates()))
                .toList();
    }

    private static Library of(MatchResult line, Properties licences) {
        Optional<String> licence = Optional.ofNullable(licences.getProperty(line.group(1)));
        Library library = new Library(line.group(1), line.group(2), line.group(3), licence);
        if (licence.isEmpty() && !library.isOurs()) {
            throw new IllegalArgumentException("the licence of " + library.coordinates()
                    + " is not known; look it up, and add it to licences.properties");
        }
        return library;
    }

    boolean isOurs() {
        return group.equals(OURS);
    }

    String coordinates() {
        return group + ":" + name + ":" + version;
    }

    String jarName() {
        return name + "-" + version + ".jar";
    }

    /** <a href="https://github.com/package-url/purl-spec">The name under which scanners look it up</a>. */
    String packageUrl() {
        return "pkg:maven/" + group + "/" + name + "@" + version + "?type=jar";
    }
}
