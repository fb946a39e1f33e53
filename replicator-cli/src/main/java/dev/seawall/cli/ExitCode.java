package dev.seawall.cli;

/** Lists what a process can end with. Scripts rely on the numbers: they never change their meaning. */
enum ExitCode implements Exit {
    DONE(0, "done"),
    UNEXPECTED(1, "unexpected failure"),
    USAGE(2, "wrong usage"),
    CONFIGURATION(3, "wrong configuration"),
    NOTHING_TO_RESTORE(4, "nothing to restore"),
    STORAGE(5, "storage unreachable or forbidden"),
    DAMAGED(6, "replica damaged or incomplete"),
    TARGET_IN_THE_WAY(7, "target in the way"),
    NOT_SHIPPED(8, "stopped with commits not shipped"),
    DATABASE(9, "database not usable");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    @Override
    public int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }
}
