package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stays open here keeps locks, or lets a WAL be deleted: all is closed, last first, whatever goes wrong. */
class ClosingTest {
    private final List<String> closed = new ArrayList<>();
    private final Closing closing = new Closing();

    private void add(String name, Exception... failure) {
        closing.add(() -> {
            closed.add(name);
            if (failure.length > 0) {
                throw failure[0];
            }
        });
    }

    @Test
    void close_ofSeveral_isInReverseOrderAndOnce() throws Exception {
        add("first");
        add("second");
        closing.close();
        closing.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void close_someFail_closesTheRestAndTellsAll() {
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        IOException checked = new IOException("checked");
        add("first", checked);
        add("second");
        add("third", unchecked);

        assertThatThrownBy(closing::close)
                .isInstanceOf(IOException.class)
                .hasCause(unchecked)
                .hasSuppressedException(checked);
        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void closeAfter_aFailure_keepsItAndWhatFollowed() {
        IOException cause = new IOException("why it is closed");
        IOException whileClosing = new IOException("while closing");
        add("first", whileClosing);

        closing.closeAfter(cause);

        assertThat(cause).hasSuppressedException(whileClosing);
        assertThat(closed).containsExactly("first");
    }
}
