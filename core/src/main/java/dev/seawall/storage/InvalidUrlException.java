package dev.seawall.storage;

/** Says that a text is not a replica's address: what is wrong with it and what to write instead. Holds no secrets. */
public final class InvalidUrlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidUrlException(String message) {
        super(message);
    }
}
