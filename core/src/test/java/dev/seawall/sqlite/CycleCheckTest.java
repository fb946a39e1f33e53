package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.sqlite.CycleCheck.Finding;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CycleCheckTest {
    private static final WalHeader FIRST = header(1);
    private static final WalHeader SECOND = header(2);
    private static final WalHeader THIRD = header(3);
    private static final CycleCheck.SafeTo ALL_SAFE = (cycle, frame) -> true;
    private static final CycleCheck.SafeTo NOTHING_SAFE = (cycle, frame) -> false;

    @Test
    void observe_moreFramesUnderTheSameHeader_grew() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 0), 7);

        assertThat(check.observe(look(FIRST, 5, 3), ALL_SAFE)).isEqualTo(Finding.UNCHANGED);
        assertThat(check.observe(look(FIRST, 9, 5), ALL_SAFE)).isEqualTo(Finding.GREW);
        assertThat(check.cycle()).isEqualTo(7);
        assertThat(check.lastFrame()).isEqualTo(9);
    }

    @Test
    void observe_backfilledPastTheMark_holdWasLost() {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 0), 0);

        assertThatThrownBy(() -> check.observe(look(FIRST, 9, 6), ALL_SAFE))
                .isInstanceOf(LostHoldException.class)
                .hasMessageContaining("backfilled");
    }

    @Test
    void observe_restartWithAllBackfilledAndSafe_isANewCycle() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);

        assertThat(check.observe(look(SECOND, 2, 0), ALL_SAFE)).isEqualTo(Finding.NEW_CYCLE);
        assertThat(check.cycle()).isEqualTo(1);
        assertThat(check.lastFrame()).isEqualTo(2);
        assertThat(check.isRestartedUnderHold()).isTrue();
    }

    @Test
    void observe_restartBeforeAllWasBackfilled_holdWasLost() {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 4), 0);

        assertThatThrownBy(() -> check.observe(look(SECOND, 1, 0), ALL_SAFE)).isInstanceOf(LostHoldException.class);
    }

    @Test
    void observe_restartAfterFramesThatTheHoldFroze_holdWasLost() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);
        check.observe(look(FIRST, 6, 5), ALL_SAFE);

        assertThatThrownBy(() -> check.observe(look(SECOND, 1, 0), ALL_SAFE)).isInstanceOf(LostHoldException.class);
    }

    @Test
    void observe_restartBeforeTheOldCycleWasSafe_isABreak() {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);

        assertThatThrownBy(() -> check.observe(look(SECOND, 1, 0), NOTHING_SAFE))
                .isInstanceOf(LostHoldException.class)
                .hasMessageContaining("safe");
    }

    @Test
    void observe_backfilledAfterARestartUnderTheHold_holdWasLost() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);
        check.observe(look(SECOND, 2, 0), ALL_SAFE);

        assertThatThrownBy(() -> check.observe(look(SECOND, 3, 1), ALL_SAFE)).isInstanceOf(LostHoldException.class);
    }

    @Test
    void observe_secondRestartUnderOneHold_holdWasLost() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);
        check.observe(look(SECOND, 2, 0), ALL_SAFE);

        assertThatThrownBy(() -> check.observe(look(THIRD, 1, 0), ALL_SAFE)).isInstanceOf(LostHoldException.class);
    }

    @Test
    void observe_headerChangesTwiceBeforeTheFirstCommit_isOneNewCycle() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);

        assertThat(check.observe(look(SECOND, 0, 0), ALL_SAFE)).isEqualTo(Finding.ASK_AGAIN);
        assertThat(check.observe(look(THIRD, 4, 0), ALL_SAFE)).isEqualTo(Finding.NEW_CYCLE);
        assertThat(check.cycle()).isEqualTo(1);
    }

    @Test
    void observe_firstCommitOfAnEmptyWal_isTheCycleThatWasToCome() throws Exception {
        CycleCheck check = new CycleCheck(new Look(Optional.empty(), 0, 0), 3);

        assertThat(check.observe(look(FIRST, 1, 0), ALL_SAFE)).isEqualTo(Finding.NEW_CYCLE);
        assertThat(check.cycle()).isEqualTo(3);
    }

    @Test
    void observe_firstCommitOfAWalThatWasRestartedAsTheHoldBegan_isTheCycleThatWasToCome() throws Exception {
        // SQLite's first number is that of the restarted WAL, the second still that of the cycle before.
        CycleCheck check = new CycleCheck(look(FIRST, 0, 5), 3);

        assertThat(check.observe(look(SECOND, 1, 0), ALL_SAFE)).isEqualTo(Finding.NEW_CYCLE);
        assertThat(check.cycle()).isEqualTo(3);
    }

    @Test
    void observe_fewerFramesUnderAKnownHeader_asksAgainButNotForEver() {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 0), 0);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        assertThat(check.observe(look(FIRST, 4, 0), ALL_SAFE)).isEqualTo(Finding.ASK_AGAIN);
                    }
                })
                .isInstanceOf(LostHoldException.class);
    }

    @Test
    void observe_backfilledFellUnderAKnownHeader_asksAgain() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);

        // The writer restarted the WAL between SQLite's reading of the one number and of the other.
        assertThat(check.observe(look(FIRST, 5, 0), ALL_SAFE)).isEqualTo(Finding.ASK_AGAIN);
        assertThat(check.observe(look(SECOND, 1, 0), ALL_SAFE)).isEqualTo(Finding.NEW_CYCLE);
    }

    @Test
    void observe_backfilledFarBelowTheCycleBefore_isNoContradiction() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);
        check.observe(look(SECOND, 1, 0), ALL_SAFE);

        assertThat(check.observe(look(SECOND, 2, 0), ALL_SAFE)).isEqualTo(Finding.GREW);
    }

    @Test
    void mayBeEmpty_framesBeyondWhatWasBackfilledAtTheBegin_no() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);
        assertThat(check.mayBeEmpty()).isTrue();

        check.observe(look(FIRST, 6, 5), ALL_SAFE);

        assertThat(check.mayBeEmpty()).isFalse();
    }

    /** Between two cycles there is a moment without a header: it says nothing, however many frames it says. */
    @Test
    void observe_framesWithoutAHeader_areAskedAgain() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 0), 0);

        assertThat(check.observe(new Look(Optional.empty(), 6, 0), ALL_SAFE)).isEqualTo(Finding.ASK_AGAIN);
        assertThat(check.lastFrame()).isEqualTo(5);
        assertThat(check.observe(look(FIRST, 6, 0), ALL_SAFE)).isEqualTo(Finding.GREW);
    }

    @Test
    void observe_restartedAndBackfilledAtOnce_holdWasLost() {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);

        assertThatThrownBy(() -> check.observe(look(SECOND, 2, 1), ALL_SAFE))
                .isInstanceOf(LostHoldException.class)
                .hasMessageContaining("backfilled to frame 1");
    }

    @Test
    void hold_inARestartedCycle_mayNeitherBeEmptyNorRest() throws Exception {
        CycleCheck check = new CycleCheck(look(FIRST, 5, 5), 0);
        assertThat(check.mayBeEmpty()).isTrue();
        assertThat(check.grewSinceHoldBegan()).isFalse();
        check.observe(look(SECOND, 5, 0), ALL_SAFE);

        assertThat(check.mayBeEmpty()).isFalse();
        assertThat(check.grewSinceHoldBegan())
                .as("as many frames, of another cycle")
                .isTrue();
        check.holdReplaced(look(SECOND, 5, 0));
        assertThat(check.grewSinceHoldBegan()).isFalse();
    }

    private static Look look(WalHeader header, long lastFrame, long backfilled) {
        return new Look(Optional.of(header), lastFrame, backfilled);
    }

    private static WalHeader header(int salt) {
        return new WalHeader(
                ByteOrder.LITTLE_ENDIAN, new PageSize(4096), 0, new Salt(salt, salt), new Checksum(salt, salt));
    }
}
