package dev.seawall.replicate;

/**
 * Writes down how far one replica is: by one thread at a time, and with what is true then, so that nothing older comes after
 * something newer. Safe for several threads.
 */
final class Logbook {
    private final String replica;
    private final Course course;
    private final Tape tape;
    private final Journal journal;

    /** @param replica its address */
    Logbook(String replica, Course course, Tape tape, Journal journal) {
        this.replica = replica;
        this.course = course;
        this.tape = tape;
        this.journal = journal;
    }

    /** Writes down what is acknowledged, and whether the history ends there. */
    void reached() {
        synchronized (journal) {
            Cursor now = course.acknowledged();
            journal.save(replica, course, now, tape);
            course.saved(now.place());
        }
    }

    /** Writes down, durably, that a generation began. */
    void begun() {
        synchronized (journal) {
            Cursor now = course.acknowledged();
            journal.saveBegun(replica, course, now, tape);
            course.saved(now.place());
        }
    }
}
