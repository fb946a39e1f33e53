package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.LogWatch;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ErrorLogTest {
    /** A storage that is away fails many times a second: that is one line, and another error is another line. */
    @Test
    void say_theSameErrorAgain_isOneLine() {
        try (LogWatch log = new LogWatch(ErrorLogTest.class)) {
            ErrorLog errors = new ErrorLog(LoggerFactory.getLogger(ErrorLogTest.class), "capture");
            for (int i = 0; i < 3; i++) {
                errors.say(new IOException("no answer"));
            }
            errors.say(new IllegalStateException("a bug"));
            errors.say(new IllegalStateException((String) null));
            errors.say(new IOException("no answer"));

            assertThat(log.messages())
                    .containsExactly(
                            "capture: no answer; trying again",
                            "capture: a bug; trying again",
                            "capture: java.lang.IllegalStateException; trying again",
                            "capture: no answer; trying again");
        }
    }
}
