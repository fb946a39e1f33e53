package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.ParameterException;

/** Parses every call of Seawall in the documentation and in the example files, as the program would. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SHELL_BLOCK = Pattern.compile("```(?:bash|sh|console)\\n(.*?)```", Pattern.DOTALL);
    /** {@code ExecStart=} of systemd, and commands in JSON's form, as compose, Kubernetes and Dockerfiles take them. */
    private static final Pattern UNIT_LINE =
            Pattern.compile("^Exec[A-Za-z]+=[-+!:@]*((?:.*\\\\\\n)*.*)$", Pattern.MULTILINE);

    private static final Pattern JSON_COMMAND =
            Pattern.compile("(?:command:|args:|ENTRYPOINT|CMD)\\s*(\\[[^\\]]*])", Pattern.MULTILINE);

    @TestFactory
    Stream<DynamicTest> calls_inEachFile_parse() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(ROOT.relativize(file).toString(), () -> {
                    for (List<String> call : calls(file)) {
                        expectToParse(file, call);
                    }
                }));
    }

    @Test
    void files_withCalls_areFound() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : files()) {
            if (!calls(file).isEmpty()) {
                names.add(ROOT.relativize(file).toString());
            }
        }
        assertThat(names)
                .contains(
                        "README.md",
                        "docs/operations.md",
                        "docs/runbook.md",
                        "docs/from-litestream.md",
                        "docs/examples/systemd/seawall.service",
                        "docs/examples/systemd/seawall-restore.service",
                        "docs/examples/container/Dockerfile",
                        "docs/examples/container/compose.yaml",
                        "docs/examples/kubernetes/sidecar.yaml");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), found.filter(Files::isRegularFile))
                    .sorted()
                    .toList();
        }
    }

    private static List<List<String>> calls(Path file) throws IOException {
        String text = Files.readString(file);
        List<List<String>> calls = new ArrayList<>();
        if (file.toString().endsWith(".md")) {
            SHELL_BLOCK.matcher(text).results().forEach(block -> calls.addAll(ShellCommands.ofSeawall(block.group(1))));
            return calls;
        }
        UNIT_LINE.matcher(text).results().forEach(line -> calls.addAll(ShellCommands.ofSeawall(line.group(1))));
        Matcher json = JSON_COMMAND.matcher(text);
        while (json.find()) {
            List<String> words = JSON.std.listOfFrom(String.class, json.group(1));
            // Without a program it goes to the image's, which is Seawall.
            boolean toSeawall = !words.isEmpty() && !words.get(0).startsWith("/");
            if (toSeawall || words.get(0).endsWith("/seawall")) {
                calls.add(toSeawall ? words : words.subList(1, words.size()));
            }
        }
        return calls;
    }

    private static void expectToParse(Path file, List<String> call) {
        try {
            Grammar grammar = new Grammar(InstantSource.fixed(CliRun.NOW));
            grammar.whole().parseArgs(new LitestreamSpelling(grammar).translate(call.toArray(String[]::new)));
        } catch (ParameterException | UsageException e) {
            throw new AssertionError(file + ": seawall " + String.join(" ", call) + ": " + e.getMessage(), e);
        }
    }
}
