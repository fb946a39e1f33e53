package dev.seawall.cli.control;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says why nothing can listen at, or answers from, a control address, and what to do about it. */
public final class ControlException extends IOException {
    private static final long serialVersionUID = 1L;

    ControlException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
