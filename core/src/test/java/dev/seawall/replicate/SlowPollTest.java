package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowPollTest {
    private final SlowPoll poll = new SlowPoll();

    @Test
    void next_nothingHappensAndNoEventWasEverSeen_staysAtASecond() {
        waitInVain(100);
        assertThat(poll.next()).isEqualTo(SlowPoll.USUAL);
    }

    @Test
    void next_afterAnnouncedCommits_getsCalmOnlyAfterAWhile() {
        commit(true);
        commit(true);
        assertThat(poll.next()).isEqualTo(SlowPoll.USUAL);
        waitInVain(9);
        assertThat(poll.next()).isEqualTo(SlowPoll.USUAL);
        waitInVain(1);
        assertThat(poll.next()).isEqualTo(SlowPoll.CALM);
        waitInVain(1_000);
        assertThat(poll.next()).isEqualTo(SlowPoll.CALM);
    }

    @Test
    void next_aCommitThatNoEventAnnounced_endsTheCalmUntilTwoInARowAreAnnounced() {
        commit(true);
        commit(true);
        waitInVain(10);
        commit(false);
        waitInVain(1_000);
        assertThat(poll.next()).isEqualTo(SlowPoll.USUAL);
        commit(true);
        waitInVain(10);
        assertThat(poll.next()).isEqualTo(SlowPoll.USUAL);
        commit(true);
        waitInVain(10);
        assertThat(poll.next()).isEqualTo(SlowPoll.CALM);
    }

    @Test
    void next_moreCommitsBehindOneThatWasAnnounced_countOnce() {
        commit(true);
        poll.news();
        waitInVain(10);
        assertThat(poll.next()).isEqualTo(SlowPoll.USUAL);
        commit(true);
        poll.news();
        waitInVain(10);
        assertThat(poll.next()).isEqualTo(SlowPoll.CALM);
    }

    private void commit(boolean announced) {
        poll.waited(announced);
        poll.news();
    }

    private void waitInVain(int times) {
        for (int i = 0; i < times; i++) {
            poll.waited(false);
        }
    }
}
