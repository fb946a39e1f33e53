package dev.seawall.wal;

/** Says that bytes are not what SQLite's WAL format asks for: where, what, and both values. */
public final class WalFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long offsetBytes;

    /**
     * @param offsetBytes where in the WAL file the offending field lies
     * @param what the field's name
     */
    public WalFormatException(long offsetBytes, String what, String expected, String actual) {
        super(what + " at WAL offset " + offsetBytes + " is " + actual + ", expected " + expected);
        this.offsetBytes = offsetBytes;
    }

    public long offsetBytes() {
        return offsetBytes;
    }
}
