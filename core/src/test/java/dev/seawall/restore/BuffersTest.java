package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

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
    }

    @Test
    void giveBack_moreThanIsKept_letsTheOldestGo() {
        byte[] oldest = buffers.take(SIZE);
        byte[] second = buffers.take(SIZE);
        byte[] third = buffers.take(SIZE);
        byte[] newest = buffers.take(SIZE);
        buffers.giveBack(oldest);
        buffers.giveBack(second);
        buffers.giveBack(third);
        buffers.giveBack(newest);
        assertThat(buffers.take(SIZE)).isSameAs(second);
        assertThat(buffers.take(SIZE)).isSameAs(third);
        assertThat(buffers.take(SIZE)).isSameAs(newest);
    }

    @Test
    void giveBack_longerThanAllThatIsKept_isLetGo() {
        byte[] longest = buffers.take(5 * SIZE);
        buffers.giveBack(longest);
        assertThat(buffers.take(5 * SIZE)).isNotSameAs(longest);
    }

    @Test
    void take_small_isAsLongAsAskedFor() {
        assertThat(buffers.take(0)).isEmpty();
        byte[] small = buffers.take(100);
        assertThat(small).hasSize(100);
        buffers.giveBack(small);
        assertThat(buffers.take(100)).isNotSameAs(small);
    }
}
