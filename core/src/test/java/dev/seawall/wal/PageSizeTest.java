package dev.seawall.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageSizeTest {
    private static final PageSize PAGE = new PageSize(512);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, 511, 513, 768, 65_535, 131_072, -512, Integer.MIN_VALUE})
    void pageSize_thatSqliteDoesNotHave_isRefused(int bytes) {
        assertThatThrownBy(() -> new PageSize(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("page size " + bytes);
    }

    @Test
    void framesBefore_anyOffset_countsWholeFrames() {
        assertThat(PAGE.framesBefore(0)).isZero();
        assertThat(PAGE.framesBefore(31)).isZero();
        assertThat(PAGE.framesBefore(32)).isZero();
        assertThat(PAGE.framesBefore(32 + 535)).isZero();
        assertThat(PAGE.framesBefore(32 + 536)).isEqualTo(1);
        assertThat(PAGE.framesBefore(32 + 2 * 536 - 1)).isEqualTo(1);
        assertThat(PAGE.framesBefore(32 + 2 * 536)).isEqualTo(2);
    }

    @Test
    void isFrameBoundary_withinTheHeaderOrAFrame_isFalse() {
        assertThat(PAGE.isFrameBoundary(0)).isTrue();
        assertThat(PAGE.isFrameBoundary(32)).isTrue();
        assertThat(PAGE.isFrameBoundary(32 + 536)).isTrue();
        assertThat(PAGE.isFrameBoundary(16)).isFalse();
        assertThat(PAGE.isFrameBoundary(32 - 536)).isFalse();
        assertThat(PAGE.isFrameBoundary(536)).isFalse();
    }
}
