package dev.seawall.cli.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where a running process listens: a port of this machine's loopback address, or a socket file.
 *
 * <pre>
 * 127.0.0.1:9911    localhost:9911    [::1]:9911
 * unix:/run/seawall/control.sock
 * </pre>
 */
public sealed interface ControlAddress permits ControlAddress.Tcp, ControlAddress.Unix {
    /** Where the verbs ask unless told otherwise; nothing listens there by itself. */
    String DEFAULT = "127.0.0.1:9911";

    /** What the system is given. */
    SocketAddress socketAddress();

    StandardProtocolFamily family();

    /** @throws IllegalArgumentException that says what is wrong, and what to write instead */
    static ControlAddress parse(String text) {
        return text.startsWith("unix:") ? unix(text.substring("unix:".length())) : tcp(text);
    }

    private static Unix unix(String path) {
        try {
            if (!path.isEmpty()) {
                return new Unix(Path.of(path).toAbsolutePath().normalize());
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new IllegalArgumentException("'unix:" + path + "' names no file; write unix:/run/seawall/control.sock");
    }

    private static Tcp tcp(String text) {
        Matcher matcher = Tcp.FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no control address; write " + DEFAULT + " or unix:/run/seawall/control.sock");
        }
        return new Tcp(matcher.group("host"), Integer.parseInt(matcher.group("port")));
    }

    /**
     * A port of this machine.
     *
     * @param host localhost, a numeric IPv4 address, or a numeric IPv6 address in brackets: a loopback one
     * @param port up to 65535; 0 to let the system choose one
     */
    record Tcp(String host, int port) implements ControlAddress {
        private static final Pattern FORM =
                Pattern.compile("(?<host>[^:\\[\\]]+|\\[[0-9a-fA-F:.]+]):(?<port>\\d{1,5})");

        private static final Pattern LOOPBACK =
                Pattern.compile("localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[::1]");

        public Tcp {
            if (!LOOPBACK.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        "'" + host + ":" + port + "' is not a loopback address: whoever reaches"
                                + " the control address may stop replication, so it is open to this machine only; write 127.0.0.1:"
                                + port);
            }
            if (port > 0xffff) {
                throw new IllegalArgumentException("port " + port + " is larger than 65535; write " + DEFAULT);
            }
        }

        @Override
        public InetSocketAddress socketAddress() {
            try {
                // Never by a name service: what "localhost" leads to is not for others to say.
                return new InetSocketAddress(
                        InetAddress.getByName(host.equals("localhost") ? "127.0.0.1" : host), port);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("'" + host + "' is no address", e);
            }
        }

        @Override
        public StandardProtocolFamily family() {
            return host.startsWith("[") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** A socket file. */
    record Unix(Path path) implements ControlAddress {
        @Override
        public UnixDomainSocketAddress socketAddress() {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        public StandardProtocolFamily family() {
            return StandardProtocolFamily.UNIX;
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
