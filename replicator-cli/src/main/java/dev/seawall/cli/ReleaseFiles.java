package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes those files of a release that are made from others: manual pages and completions from the command line, the
 * bill of materials and the list of licences from what Maven lists. The build runs it; no verb does.
 *
 * @param folder becomes the root of the archive
 * @param time of the release, in ISO 8601
 */
record ReleaseFiles(Path folder, String version, String time) {
    /**
     * @param args the folder to write to; the release's version and time; what {@code mvn dependency:list} said; the
     *     folder with the libraries; their licences
     */
    public static void main(String[] args) throws IOException {
        ReleaseFiles files = new ReleaseFiles(Path.of(args[0]), args[1], args[2]);
        files.manualPages();
        files.completions();
        files.libraries(Path.of(args[3]), Path.of(args[4]), Path.of(args[5]));
    }

    private static CommandLine commandLine() {
        return new Grammar(InstantSource.system()).whole();
    }

    private void manualPages() throws IOException {
        String date = OffsetDateTime.parse(time).toLocalDate().toString();
        for (ManPage page : ManPage.all(commandLine().getCommandSpec(), date)) {
            write("share/man/man1/" + page.fileName(), page.text());
        }
    }

    private void completions() throws IOException {
        String script = AutoComplete.bash("seawall", commandLine());
        write("share/bash-completion/completions/seawall", script);
        write("share/zsh/site-functions/_seawall", forZsh(script));
    }

    /**
     * Zsh reads the file when it first completes the command that it is named for, and wants that answered, too. It
     * expands no aliases meanwhile, so the one for compopt, a builtin of bash, is not enough.
     */
    private static String forZsh(String script) {
        return "#compdef seawall\ncompopt() { :; }\n" + script + "_bash_complete -o default -F _complete_seawall\n";
    }

    private void libraries(Path listed, Path jars, Path licences) throws IOException {
        Properties known = new Properties();
        List<Library> libraries;
        try (Reader reader = Files.newBufferedReader(licences);
                Stream<String> lines = Files.lines(listed)) {
            known.load(reader);
            libraries = Library.listed(lines, known);
        }
        BillOfMaterials bill = new BillOfMaterials(version, time, libraries, jars);
        write(
                "seawall.cdx.json",
                JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(bill.document()) + "\n");
        write("licenses/THIRD-PARTY.txt", licenceTable(libraries));
    }

    private static String licenceTable(List<Library> libraries) {
        StringBuilder table = new StringBuilder("""
                Seawall brings these libraries along, unchanged. Each stands with its licence as an SPDX expression; the
                texts are beside this file. Many of the jars also hold their licence and their authors' notices.

                """);
        for (Library library : libraries) {
            library.licence()
                    .ifPresent(licence -> table.append("%-52s ".formatted(library.coordinates()))
                            .append(licence)
                            .append('\n'));
        }
        return table.toString();
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
