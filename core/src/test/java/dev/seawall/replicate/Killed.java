package dev.seawall.replicate;

/** Is thrown out of a storage where the simulated process dies: an error, because nothing that lives may catch it. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String where) {
        super(where, null, false, false);
    }
}
