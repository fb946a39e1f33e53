package dev.seawall.storage.s3;

import java.time.Duration;

/**
 * Says how long we wait.
 *
 * @param connect for a connection
 * @param silence for the next byte from the store
 * @param call for a whole request and its answer, the streaming of content to our caller excepted
 * @param pause before a part of an upload is sent again; doubles each time
 */
record Deadlines(Duration connect, Duration silence, Duration call, Duration pause) {
    /** 8 MiB pass within two minutes at 0.6 Mbit/s. */
    static final Deadlines USUAL = new Deadlines(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMillis(250));
}
