package dev.seawall.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Holds what the demo needs of the output of {@code seawall timeline --json}.
 *
 * @param points how many restore points there are
 * @param newest the number of the last one
 */
record Timeline(int points, long newest) {
    static Timeline parse(String json) throws IOException {
        List<Object> rows = JSON.std.listFrom(json);
        if (rows.isEmpty()) {
            throw new IOException("the replica has no restore point");
        }
        Map<?, ?> last = (Map<?, ?>) rows.get(rows.size() - 1);
        if (!(last.get("commit") instanceof Number newest)) {
            throw new IOException("the timeline's last row has no number: " + last);
        }
        return new Timeline(rows.size(), newest.longValue());
    }
}
