package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

class ManPageTest {
    private static final String DATE = "2026-03-01";

    @TempDir
    Path folder;

    static List<ManPage> pages() {
        return ManPage.all(new Grammar(InstantSource.fixed(CliRun.NOW)).whole().getCommandSpec(), DATE);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void text_ofEachVerb_namesEachOptionAndExitCode(ManPage page) {
        String text = page.text();

        for (OptionSpec option : page.command().options()) {
            String name = "\\fB" + option.longestName().replace("-", "\\-") + "\\fR";
            assertThat(text.contains(name)).as(option.longestName()).isEqualTo(!option.hidden());
        }
        for (ExitCode code : ExitCode.values()) {
            assertThat(text).contains(".TP\n\\fB" + code.number() + "\\fR\n" + code.meaning() + "\n");
        }
    }

    @Test
    void all_ofTheProgram_haveAPageForEachVerb() {
        assertThat(pages().stream().map(ManPage::fileName))
                .doesNotHaveDuplicates()
                .contains("seawall.1", "seawall-replicate.1", "seawall-restore.1", "seawall-version.1");
    }

    @Test
    void text_withWhatRoffWouldTakeForItself_isEscaped() {
        String text = new ManPage(new CommandLine(new Odd()).getCommandSpec(), DATE).text();

        assertThat(text)
                .contains("\nodd \\- Reads a\\eb, \\(ti/c\\-d and 5%\n")
                .contains("\n\\&.hidden files are read\n")
                .contains("\n\\&'quoted' ones too\n")
                .contains("\\fB\\-\\-deep\\fR=\\fIN\\fR\n\\&.5 or more\n");
    }

    @Command(
            name = "odd",
            description = {"Reads a\\b, ~/c-d and 5%%.", ".hidden files are read%n'quoted' ones too"})
    static final class Odd {
        @Option(names = "--deep", paramLabel = "N", description = ".5 or more")
        int deep;
    }

    @Test
    void allPages_readByGroff_raiseNoWarning() throws IOException, InterruptedException {
        assumeTrue(isInstalled("groff"), "skipped: the tool groff is not installed (Debian: groff)");
        for (ManPage page : pages()) {
            Path file = Files.writeString(folder.resolve(page.fileName()), page.text());
            Path said = folder.resolve("said");
            Process groff = new ProcessBuilder("groff", "-man", "-Tutf8", "-ww", "-z", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            assertThat(groff.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(said)).isEmpty();
            assertThat(groff.exitValue()).isZero();
        }
    }

    private static boolean isInstalled(String tool) {
        Stream<String> folders =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"));
        return folders.anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
