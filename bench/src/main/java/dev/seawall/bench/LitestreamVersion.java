package dev.seawall.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which Litestream one is, so that a report can say it, and nothing but 0.3 is measured. */
final class LitestreamVersion {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What a binary calls itself that no release made, one of {@code go install} among them. */
    private static final String UNNAMED = "(development build)";
    /** Go leaves in each binary from which version of which module it was built; a checkout has none. */
    private static final Pattern MODULE =
            Pattern.compile("\nmod\tgithub\\.com/benbjohnson/litestream\t(v[0-9][^\t\n]*)[\t\n]");

    private static final Pattern RIGHT = Pattern.compile("v?0\\.3\\..*");

    private LitestreamVersion() {}

    /**
     * Asks the program, and where it does not know, its binary.
     *
     * @param folder takes what it writes to its standard error
     * @throws IOException also if it is another than 0.3
     */
    static String of(Litestream litestream, Path folder) throws IOException, InterruptedException {
        String version;
        try (Child child = litestream.version(folder)) {
            child.awaitSuccess(PATIENCE);
            version = child.expect("", PATIENCE);
        }
        if (version.equals(UNNAMED)) {
            // Bytes as they are: between the texts there is code.
            Matcher module = MODULE.matcher(Files.readString(litestream.binary(), StandardCharsets.ISO_8859_1));
            if (!module.find()) {
                return UNNAMED;
            }
            version = module.group(1);
        }
        if (!RIGHT.matcher(version).matches()) {
            throw new IOException(litestream.binary() + " is no Litestream 0.3: it calls itself '" + version + "'");
        }
        return version;
    }
}
