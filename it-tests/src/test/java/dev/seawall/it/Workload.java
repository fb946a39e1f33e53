package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Is one of the applications, in a process of its own, on a {@link Source}. */
final class Workload implements AutoCloseable {
    private final Child child;

    private Workload(Child child) {
        this.child = child;
    }

    /** @param settings see {@link WorkloadOptions}; database and log are given already */
    static Workload start(Class<?> application, Source source, List<String> settings) throws IOException {
        List<String> args = new ArrayList<>(List.of("db=" + source.database(), "log=" + source.log()));
        args.addAll(settings);
        return new Workload(
                Child.start(source.folder(), application.getSimpleName(), Jvm.of(application, args), Map.of()));
    }

    /** Lets it end by itself, and returns what it counted. */
    Counts end() throws IOException {
        child.expectExit(0);
        return new Counts(JSON.std.mapFrom(child.out()));
    }

    /** Asks it to end, and returns what it counted. */
    Counts stop() throws IOException {
        assertThat(child.isAlive())
                .as("the application runs until it is stopped; it said: %s", child.err())
                .isTrue();
        child.closeInput();
        return end();
    }

    @Override
    public void close() {
        child.close();
    }

    /** What an application counted, by name. */
    record Counts(Map<String, Object> map) {
        long of(String name) {
            return map.get(name) instanceof Number count ? count.longValue() : 0;
        }

        @Override
        public String toString() {
            return map.toString();
        }
    }
}
