package dev.seawall.cli.demo;

import java.io.IOException;

/** Says that a restored database is not what the application had. */
public final class ProofException extends IOException {
    private static final long serialVersionUID = 1L;

    ProofException(String message) {
        super(message);
    }
}
