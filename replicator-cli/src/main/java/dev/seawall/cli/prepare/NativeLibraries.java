package dev.seawall.cli.prepare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import net.jpountz.lz4.LZ4Factory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/** Copies the native code of SQLite and LZ4 out of their jars, where each start would unpack it into a temporary file. */
public final class NativeLibraries {
    private static final String LZ4 = "lz4-java";
    private static final String SQLITE = "sqlitejdbc";

    private NativeLibraries() {}

    /** Copies what there is for this system; what is missing goes on being found as before. */
    public static void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        copy(
                SQLiteJDBCLoader.class,
                "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/"
                        + System.mapLibraryName(SQLITE),
                folder.resolve(System.mapLibraryName(SQLITE)));
        Optional<String> platform = lz4Platform();
        if (platform.isPresent()) {
            String name = System.mapLibraryName(LZ4);
            String suffix = name.substring(name.lastIndexOf('.'));
            copy(
                    LZ4Factory.class,
                    "/net/jpountz/util/" + platform.get() + "/liblz4-java" + suffix,
                    folder.resolve(name));
        }
    }

    /** The folder in lz4-java's jar; empty for a system that it names in a way we do not know. */
    private static Optional<String> lz4Platform() {
        String system = System.getProperty("os.name", "");
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (system.equals("Linux")) {
            return Optional.of("linux/" + processor);
        }
        return system.startsWith("Mac") ? Optional.of("darwin/" + processor) : Optional.empty();
    }

    private static void copy(Class<?> owner, String resource, Path to) throws IOException {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in != null) {
                Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
