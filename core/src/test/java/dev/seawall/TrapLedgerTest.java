package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/traps.md} true: what it names as a guard or as a test is there. */
class TrapLedgerTest {
    private static final Path CHECKOUT = Path.of("..");
    private static final Pattern NAME =
            Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Za-z_0-9]+))?`");
    private static final Pattern TEST = Pattern.compile(".*(Test|IT|Contract)");
    private static final Pattern ROW =
            Pattern.compile("^\\| (3\\.\\d\\.\\d+|3\\.5|4\\.\\d+|T\\d+) \\|", Pattern.MULTILINE);

    /** How many there are of each kind; section 3.5 is one trap. */
    private static final Map<String, Integer> TRAPS =
            Map.of("3.1.", 16, "3.2.", 19, "3.3.", 17, "3.4.", 10, "3.6.", 8, "4.", 25, "T", 52);

    @Test
    void everyName_isThatOfAClassAndOfItsMethod() throws IOException {
        Map<String, String> guards = sources("src/main/java");
        Map<String, String> tests = sources("src/test/java");
        List<String> wrong = new ArrayList<>();
        List<MatchResult> names = NAME.matcher(ledger()).results().toList();
        for (MatchResult name : names) {
            boolean test = TEST.matcher(name.group(1)).matches();
            String source = (test ? tests : guards).get(name.group(1));
            boolean member = source != null
                    && (name.group(2) == null
                            || Pattern.compile("\\b" + name.group(2) + "\\b")
                                    .matcher(source)
                                    .find());
            if (!member) {
                wrong.add(name.group());
            }
        }

        assertThat(names).hasSizeGreaterThan(300);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyNumber_hasOneRow() throws IOException {
        List<String> expected = new ArrayList<>(List.of("3.5"));
        TRAPS.forEach(
                (section, count) -> IntStream.rangeClosed(1, count).forEach(number -> expected.add(section + number)));

        List<String> numbers =
                ROW.matcher(ledger()).results().map(row -> row.group(1)).toList();

        assertThat(numbers).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String ledger() throws IOException {
        return Files.readString(CHECKOUT.resolve("docs/traps.md"));
    }

    /** Sources of all modules by the name of the class; of two of one name, both. */
    private static Map<String, String> sources(String folder) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(CHECKOUT)) {
            for (Path module : modules.map(path -> path.resolve(folder))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                            .toList()) {
                        String name = file.getFileName().toString().replace(".java", "");
                        sources.merge(name, Files.readString(file), String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
