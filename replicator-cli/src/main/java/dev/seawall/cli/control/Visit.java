package dev.seawall.cli.control;

import dev.seawall.cli.control.ControlServer.Handler;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Is one connection: one request, one answer, and the end. */
final class Visit {
    private static final Logger log = LoggerFactory.getLogger(Visit.class);
    static final int MAX_HEAD_BYTES = 8 << 10;
    private static final int UNREAD_BYTES = 64 << 10;
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);
    private static final Duration PARTING_TIME = Duration.ofSeconds(1);
    private static final int WRONG_USAGE = 2;

    private final Gate gate;
    private final Handler handler;
    private final Duration headTime;

    /** @param headTime within which a request has to be here */
    Visit(Gate gate, Handler handler, Duration headTime) {
        this.gate = gate;
        this.handler = handler;
        this.headTime = headTime;
    }

    /** Takes over the channel. */
    void serve(SocketChannel channel) throws IOException {
        try (channel;
                Wire wire = new Wire(channel)) {
            ByteBuffer answer = answer(wire).bytes();
            wire.write(answer, Wire.in(ANSWER_TIME));
            part(wire);
        }
    }

    private Answer answer(Wire wire) throws IOException {
        try {
            Request request = Request.parse(head(wire));
            gate.check(request);
            return handler.handle(request);
        } catch (HttpFault e) {
            return Answer.error(e.status(), WRONG_USAGE, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("a request to the control address failed unexpectedly, please report it", e);
            return Answer.error(500, 1, "unexpected failure, please report it: " + e);
        }
    }

    private String head(Wire wire) throws IOException, HttpFault {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_HEAD_BYTES);
        long deadline = Wire.in(headTime);
        try {
            while (bytes.hasRemaining()) {
                int searched = Math.max(0, bytes.position() - 3);
                if (wire.read(bytes, deadline) < 0) {
                    throw new HttpFault(400, "the request ended before its empty line");
                }
                String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
                int end = text.indexOf("\r\n\r\n", searched);
                if (end >= 0) {
                    return text.substring(0, end);
                }
            }
        } catch (SocketTimeoutException e) {
            throw new HttpFault(408, "the request did not come within " + headTime.toMillis() + " ms");
        }
        throw new HttpFault(431, "the request is longer than " + MAX_HEAD_BYTES + " bytes");
    }

    /** Lets the other side read the answer: closing beside unread bytes would reset the connection. */
    private static void part(Wire wire) {
        ByteBuffer unread = ByteBuffer.allocate(UNREAD_BYTES);
        long deadline = Wire.in(PARTING_TIME);
        try {
            wire.endWriting();
            while (unread.hasRemaining() && wire.read(unread, deadline) >= 0) {
                log.trace("read on, to {}", unread.position());
            }
        } catch (IOException e) {
            log.debug("the other side of a control connection did not end it", e);
        }
    }
}
