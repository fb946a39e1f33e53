package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.JDBC;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** Prints the versions of everything that matters in a bug report. */
@Command(name = "version", description = "Print the versions of Seawall, SQLite and Java.")
final class VersionVerb implements Verb {
    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException, SQLException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("seawall", seawall());
        versions.put("sqlite", sqlite());
        versions.put("java", Runtime.version().toString());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        if (format.json) {
            console.out().println(JSON.std.asString(versions));
        } else {
            versions.forEach((name, version) -> console.out().printf("%-8s %s%n", name, version));
        }
        return ExitCode.DONE;
    }

    private static String seawall() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = VersionVerb.class.getResourceAsStream("version.properties")) {
            properties.load(stream);
        }
        return properties.getProperty("version", "unknown");
    }

    /** Past the driver manager: it searches all jars for drivers. */
    private static String sqlite() throws SQLException {
        try (Connection connection = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            return row.getString(1);
        }
    }

    /** Answers {@code seawall --version}. */
    static final class Line implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"seawall " + seawall()};
        }
    }
}
