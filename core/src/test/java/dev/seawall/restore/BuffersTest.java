package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BuffersTest {
    private static final int SIZE = 1 << 20;

    private final Buffers buffers = new Buffers(4L * SIZE);

    @Test
    void take_sameSizeCameBack_isLentAgainAndToOneOnly() {
        byte[] first = buffers.take(SIZE);
        assertThat(first.length).isGreaterThanOrEqualTo(SIZE);
        assertThat(buffers.take(SIZE)).isNotSameAs(first);
        buffers.giveBack(first);
        assertThat(buffers.take(SIZE)).isSameAs(first);
        assertThat(buffers.take(SIZE)).isNotSameAs(first);
    }

    @Test
    void take_whatCameBackIsTooShortOrMuchTooLong_isAnother() {
        byte[] given = buffers.take(SIZE);
        buffers.giveBack(given);
        assertThat(buffers.take(given.length + 1)).isNotSameAs(given);
        assertThat(buffers.take(SIZE / 2)).isNotSameAs(given);
        assertThat(buffers.take(SIZE - SIZE / 8)).as("little longer").isSameAs(given);
    }

    /** However the lengths differ, what is kept never comes on top of what is lent. */
    @Test
    void take_anotherLength_letsGoOfTheOldestThatAreFree() {
        byte[] oldest = buffers.take(SIZE);
        byte[] second = buffers.take(SIZE);
        byte[] third = buffers.take(SIZE);
        buffers.giveBack(oldest);
        buffers.giveBack(second);
        buffers.giveBack(third);
        byte[] longer = buffers.take(2 * SIZE);
        assertThat(longer).hasSize(2 * SIZE);
        assertThat(buffers.take(SIZE)).isSameAs(second);
        assertThat(buffers.take(SIZE)).isSameAs(third);
    }

    @Test
    void giveBack_whileMoreIsLentThanMayBe_isLetGo() {
        byte[] one = buffers.take(2 * SIZE);
        byte[] other = buffers.take(3 * SIZE);
        byte[] another = buffers.take(2 * SIZE);
        buffers.giveBack(one);
        assertThat(buffers.take(2 * SIZE)).as("5 of 4 MiB are lent").isNotSameAs(one);
        buffers.giveBack(other);
        buffers.giveBack(another);
        assertThat(buffers.take(2 * SIZE)).isSameAs(another);
    }

    @Test
    void giveBack_twice_isRefused() {
        byte[] once = buffers.take(SIZE);
        buffers.giveBack(once);
        assertThatThrownBy(() -> buffers.giveBack(once)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void take_small_isAsLongAsAskedFor() {
        assertThat(buffers.take(0)).isEmpty();
        byte[] small = buffers.take(100);
        assertThat(small).hasSize(100);
        buffers.giveBack(small);
        buffers.giveBack(small);
        assertThat(buffers.take(100)).isNotSameAs(small);
    }
}
