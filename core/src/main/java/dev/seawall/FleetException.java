package dev.seawall;

/** Says why a fleet does not do what it is asked: which database, and what to do instead. Nothing was changed. */
public final class FleetException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Tells refusals apart that call for different answers. */
    public enum Kind {
        /** There is no such database in the fleet. */
        UNKNOWN,
        /** It clashes with another member: the same database, state folder or replica. */
        CLASH,
        /** Not in the state that the member is in. */
        NOT_NOW
    }

    private final Kind kind;

    FleetException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
