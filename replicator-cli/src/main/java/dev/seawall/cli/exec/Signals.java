package dev.seawall.cli.exec;

/** Where signals come from. */
@FunctionalInterface
interface Signals {
    /** @param onSignal runs on a thread of its own each time */
    void set(String name, Runnable onSignal);
}
