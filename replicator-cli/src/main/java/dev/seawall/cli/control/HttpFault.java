package dev.seawall.cli.control;

/** Says that a request is not answered as asked: the status to send, and a line for a person. */
final class HttpFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpFault(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
