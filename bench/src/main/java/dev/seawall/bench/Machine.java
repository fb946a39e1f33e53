package dev.seawall.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/** Describes the machine: without it, no figure means anything. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** @param measured a folder on the disk that is measured */
    static void describe(Report report, Path measured, Workspace workspace) throws IOException, InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        report.title("Seawall, measured");
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("cores", system.getAvailableProcessors() + " (" + processor() + ")"),
                List.of("memory", Report.number(system.getTotalMemorySize() / 1e9, 1) + " GB"),
                List.of("load before the run", Report.number(system.getSystemLoadAverage(), 2)),
                List.of("kernel", property("os.name") + " " + property("os.version") + ", " + property("os.arch")),
                List.of("file system", Files.getFileStore(measured).type()),
                List.of("JDK", property("java.vendor") + " " + property("java.runtime.version")),
                List.of("SQLite", SQLiteJDBCLoader.getVersion())));
        if (workspace.peer().isPresent()) {
            rows.add(List.of("Litestream", LitestreamVersion.of(workspace.peer().get(), workspace.newRun())));
        }
        report.table(List.of("machine", ""), rows);
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(PROCESSORS)) {
            return "processor unknown";
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor unknown");
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
