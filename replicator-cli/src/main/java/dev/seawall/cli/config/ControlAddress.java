package dev.seawall.cli.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says where a process takes requests: on this machine alone, for whoever may ask may stop the backup. */
public sealed interface ControlAddress {
    /** A port of the loopback interface. */
    record Port(String host, int port) implements ControlAddress {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** A Unix socket. */
    record Socket(Path path) implements ControlAddress {
        @Override
        public String toString() {
            return UNIX + path;
        }
    }

    String UNIX = "unix:";

    /** @throws IllegalArgumentException if the text is no such address, or one that others can reach */
    static ControlAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            Path path = Path.of(text.substring(UNIX.length()));
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("'" + text + "' is no absolute path; write unix:/run/seawall.sock");
            }
            return new Socket(path.normalize());
        }
        Matcher form =
                Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\[\\]]+):(\\d{1,5})").matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(2)) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address; write 127.0.0.1:9911 or unix:/run/seawall.sock");
        }
        String host = form.group(1).replaceAll("[\\[\\]]", "");
        if (!host.matches("localhost|127(\\.\\d{1,3}){3}|::1")) {
            throw new IllegalArgumentException(
                    "'" + text + "' can be reached from elsewhere, where anybody could stop the"
                            + " backup; write 127.0.0.1:" + port + " or unix:/run/seawall.sock");
        }
        return new Port(host, port);
    }
}
