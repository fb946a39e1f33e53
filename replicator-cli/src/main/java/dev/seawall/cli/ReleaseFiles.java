package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes those files of a release that are made from others: manual pages and completions from the command line, the
 * list of licences from the bill of materials. The build runs it; no verb does.
 */
final class ReleaseFiles {
    private final Path folder;
    private final String date;

    private ReleaseFiles(Path folder, String date) {
        this.folder = folder;
        this.date = date;
    }

    /**
     * @param args the folder that becomes the root of the archive, with the bill of materials in it; the release's time
     */
    public static void main(String[] args) throws IOException {
        String date = OffsetDateTime.parse(args[1]).toLocalDate().toString();
        ReleaseFiles files = new ReleaseFiles(Path.of(args[0]), date);
        files.manualPages();
        files.completions();
        files.licences();
    }

    private static CommandLine commandLine() {
        return Main.commandLine(InstantSource.system());
    }

    private void manualPages() throws IOException {
        for (ManPage page : ManPage.all(commandLine().getCommandSpec(), date)) {
            write("share/man/man1/" + page.fileName(), page.text());
        }
    }

    private void completions() throws IOException {
        String script = AutoComplete.bash("seawall", commandLine());
        write("share/bash-completion/completions/seawall", script);
        // Zsh reads it from $fpath by the name of its function, and then wants that first completion answered, too.
        write(
                "share/zsh/site-functions/_seawall",
                "#compdef seawall\nautoload -U +X bashcompinit && bashcompinit\n" + script
                        + "_bash_complete -o default -F _complete_seawall\n");
    }

    private void licences() throws IOException {
        String name = "seawall.cdx.json";
        Map<String, Object> billOfMaterials = JSON.std.mapFrom(Files.readString(folder.resolve(name)));
        LicenceList licences = new LicenceList(billOfMaterials);
        write("licenses/THIRD-PARTY.txt", licences.table());
        for (Map.Entry<String, String> text : licences.texts().entrySet()) {
            write("licenses/" + text.getKey() + ".txt", text.getValue());
        }
        write(name, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(billOfMaterials) + "\n");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
