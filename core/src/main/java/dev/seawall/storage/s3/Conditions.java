package dev.seawall.storage.s3;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Remembers whether a store understands {@code If-None-Match: *}. Optimistic; safe for several threads. */
final class Conditions {
    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);

    /**
     * What stores answer to a header that they do not implement, beside status 501. Empty: the JDK loses the body of a
     * refusal that comes before ours is sent.
     */
    private static final Set<String> NOT_UNDERSTOOD =
            Set.of("", "NotImplemented", "InvalidArgument", "InvalidRequest", "UnsupportedArgument");

    private final String store;
    private volatile boolean supported = true;

    Conditions(String store) {
        this.store = store;
    }

    /** A request that can be sent with the condition and without it. */
    interface Request {
        void send(boolean conditional);
    }

    /**
     * Sends a request, without the condition where the store is known not to understand it. A refusal that may be due
     * to the condition, or to a moment's fault, is answered by sending the same once more, and if that is refused too,
     * without the condition: only if that succeeds it was due to it.
     */
    void send(Request request) {
        if (!supported) {
            request.send(false);
            return;
        }
        try {
            sendTwice(request);
        } catch (AwsServiceException e) {
            if (!mayMeanTheCondition(e)) {
                throw e;
            }
            request.send(false);
            supported = false;
            LOG.warn(
                    "{} does not create conditionally ({}): nothing will stop a second writer from replacing objects",
                    store,
                    S3Faults.code(e));
        }
    }

    private static void sendTwice(Request request) {
        try {
            request.send(true);
        } catch (AwsServiceException e) {
            if (!mayMeanTheCondition(e)) {
                throw e;
            }
            request.send(true);
        }
    }

    private static boolean mayMeanTheCondition(AwsServiceException e) {
        return e.statusCode() == 501 || (e.statusCode() == 400 && NOT_UNDERSTOOD.contains(S3Faults.code(e)));
    }
}
