package dev.seawall.cli.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the process at a control address. */
public final class ControlClient {
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final Duration SENDING = Duration.ofSeconds(10);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*");

    private final ControlAddress address;

    public ControlClient(ControlAddress address) {
        this.address = address;
    }

    /** What came back; {@code content} is empty if it was no JSON object. */
    public record Reply(int status, Map<String, Object> content) {}

    /**
     * Sends a request and waits for the answer.
     *
     * @param target path and query
     * @param patience how long the answer may take
     * @throws ControlException if nobody answers, or not in time
     */
    public Reply ask(String method, String target, Duration patience) throws ControlException {
        try (SocketChannel channel = connect(patience);
                Wire wire = new Wire(channel)) {
            String host = address instanceof ControlAddress.Tcp ? address.toString() : "localhost";
            String request = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            wire.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)), Wire.in(SENDING));
            return parse(readAll(wire, Wire.in(patience)));
        } catch (ControlException e) {
            throw e;
        } catch (SocketTimeoutException e) {
            throw new ControlException(
                    "the process at " + address + " has been asked, and is not done after " + patience.toMillis()
                            + " ms; it goes on with it unless it hangs: see 'seawall status'",
                    e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new ControlException(
                    "no Seawall answers at " + address + " (" + e.getMessage()
                            + "): is it running, and with this control address?",
                    e);
        }
    }

    private SocketChannel connect(Duration patience) throws IOException {
        try {
            return Dial.connect(address, patience.compareTo(SENDING) < 0 ? patience : SENDING);
        } catch (SocketTimeoutException e) {
            throw new ControlException(
                    "the process at " + address + " takes no connection: it hangs, or too many ask it; nothing was"
                            + " asked of it",
                    e);
        }
    }

    /** Writes a value so that it can stand in a query. */
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String readAll(Wire wire, long deadlineNanos) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        while (wire.read(bytes, deadlineNanos) >= 0) {
            if (!bytes.hasRemaining()) {
                if (bytes.capacity() >= MAX_ANSWER_BYTES) {
                    throw new IOException("an answer of more than " + MAX_ANSWER_BYTES + " bytes");
                }
                bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private static Reply parse(String text) throws IOException {
        int end = text.indexOf("\r\n\r\n");
        Matcher status = STATUS_LINE.matcher(text);
        if (end < 0 || !status.lookingAt()) {
            throw new IOException("what answers there does not speak HTTP");
        }
        String body = text.substring(end + 4);
        Map<String, Object> content = body.startsWith("{") ? JSON.std.mapFrom(body) : Map.of();
        return new Reply(Integer.parseInt(status.group(1)), content);
    }
}
