package dev.seawall.sqlite;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes several resources in reverse order, all of them, whatever each one says. */
public final class Closing implements AutoCloseable {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** Takes a resource to close, before all that were added earlier. */
    public <T extends AutoCloseable> T add(T resource) {
        resources.push(resource);
        return resource;
    }

    /** Closes all because of {@code cause}, which keeps what goes wrong meanwhile. */
    public void closeAfter(Throwable cause) {
        try {
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        while (!resources.isEmpty()) {
            first = closeOne(resources.pop(), first);
        }
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable IOException closeOne(AutoCloseable resource, @Nullable IOException first) {
        try {
            resource.close();
            return first;
        } catch (Exception e) {
            IOException failure = e instanceof IOException io ? io : new IOException(e);
            if (first == null) {
                return failure;
            }
            first.addSuppressed(failure);
            return first;
        }
    }
}
