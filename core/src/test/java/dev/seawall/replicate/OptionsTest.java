package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replicate.Options.FirmRotate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long MIB = 1 << 20;

    private static Options with(long frames, long maxWal, long spool) {
        return new Options(DAY, DAY, DAY, frames, DAY, maxWal, spool, FirmRotate.ON);
    }

    private static void expectRefused(Runnable options, String what) {
        assertThatThrownBy(options::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(what);
    }

    @Test
    void options_atTheirLimits_areAccepted() {
        assertThat(with(1, MIB, MIB).checkpointFrames()).isEqualTo(1);
        assertThat(with(1, 1024 * MIB, MIB * MIB).spoolLimitBytes()).isEqualTo(MIB * MIB);
    }

    @Test
    void options_beyondTheirLimits_areRefusedWithTheValue() {
        expectRefused(() -> with(0, MIB, MIB), "checkpoint pages 0");
        expectRefused(() -> with(1, MIB - 1, MIB), "max WAL size 1048575");
        expectRefused(() -> with(1, 1024 * MIB + 1, MIB), "max WAL size 1073741825");
        expectRefused(() -> with(1, MIB, MIB - 1), "spool limit 1048575");
        expectRefused(() -> with(1, MIB, MIB * MIB + 1), "spool limit 1099511627777");
    }

    @Test
    void options_withoutDuration_areRefused() {
        Duration none = Duration.ZERO;
        expectRefused(() -> new Options(none, DAY, DAY, 1, DAY, MIB, MIB, FirmRotate.ON), "sync interval");
        expectRefused(() -> new Options(DAY, none, DAY, 1, DAY, MIB, MIB, FirmRotate.ON), "snapshot interval");
        expectRefused(() -> new Options(DAY, DAY, none, 1, DAY, MIB, MIB, FirmRotate.ON), "retention");
        expectRefused(
                () -> new Options(DAY, DAY, DAY, 1, Duration.ofMillis(-1), MIB, MIB, FirmRotate.ON),
                "checkpoint interval");
    }
}
