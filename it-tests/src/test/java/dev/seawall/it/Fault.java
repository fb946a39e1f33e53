package dev.seawall.it;

import java.io.IOException;
import java.time.Duration;

/** Is what happens to one request on its way to a server. */
@FunctionalInterface
interface Fault {
    Fault NONE = Exchange::pass;

    /** The connection is reset before anything is answered, or done. */
    Fault RESET = Exchange::reset;

    /** The request is taken, and never answered. */
    Fault SILENCE = Exchange::ignore;

    /** What was asked for is done, and the answer is lost. */
    Fault LOST_ANSWER = exchange -> {
        exchange.passWithoutAnswer();
        exchange.reset();
    };

    /** The store asks to be asked less often. */
    Fault SLOW_DOWN = answer(503, "SlowDown");

    Fault TOO_MANY_REQUESTS = answer(429, "TooManyRequests");

    void play(Exchange exchange) throws IOException, InterruptedException;

    /** The store does nothing but answer with an error. */
    static Fault answer(int status, String code) {
        return exchange -> exchange.answer(status, code);
    }

    static Fault delay(Duration time) {
        return exchange -> {
            exchange.delay(time);
            exchange.pass();
        };
    }

    /** The connection ends when this many bytes of the request's content have passed. */
    static Fault cutRequest(long afterBytes) {
        return exchange -> exchange.pass(afterBytes, Long.MAX_VALUE);
    }

    /** The answer begins well, and ends when this many bytes of its content have passed. */
    static Fault cutAnswer(long afterBytes) {
        return exchange -> exchange.pass(Long.MAX_VALUE, afterBytes);
    }
}
