package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.restore.RestorePlan;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.RestoreResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints a restore as one JSON object. */
final class JsonRestoreReport implements RestoreReport {
    private final PrintWriter out;

    JsonRestoreReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void print(Path output, RestorePlan plan) throws IOException {
        Map<String, Object> fields = fields(output, plan.target());
        fields.put("snapshot", plan.snapshot().name().key());
        fields.put("segments", plan.segments().size());
        fields.put("fetch_bytes", plan.totalBytes());
        fields.put("warnings", plan.warnings());
        out.println(JSON.std.asString(fields));
    }

    @Override
    public void print(RestoreResult result) throws IOException {
        Map<String, Object> fields = fields(result.output(), result.point());
        fields.put("restored", true);
        fields.put("database_bytes", result.databaseBytes());
        fields.put("millis", result.duration().toMillis());
        fields.put("warnings", result.warnings());
        out.println(JSON.std.asString(fields));
    }

    @Override
    public void printNothingToDo(Path output, String why) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output", output.toString());
        fields.put("restored", false);
        fields.put("reason", why);
        out.println(JSON.std.asString(fields));
    }

    private static Map<String, Object> fields(Path output, RestorePoint point) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output", output.toString());
        fields.put("generation", point.position().generation().text());
        point.commit().ifPresent(commit -> fields.put("commit", commit));
        fields.put("time", Times.text(point.time()));
        fields.put("index", Cells.hex(point.position().index()));
        fields.put("offset", Cells.hex(point.position().offsetBytes()));
        return fields;
    }
}
