package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadStartTest {
    @ParameterizedTest
    @CsvSource({
        "version, head-start-sqlite",
        "--log-level debug restore -o a.db /backup, head-start-sqlite",
        "restore -o a.db s3://bucket/app, head-start-sqlite head-start-s3",
        "replicate a.db /backup s3://bucket/app, head-start-sqlite head-start-s3",
        "restore --if-db-not-exists -o a.db s3://bucket/app, ''",
        "restore -if-db-not-exists a.db, ''",
        "timeline s3://bucket/app, ''",
        "--help, ''",
        "'', ''"
    })
    void begin_aLine_beginsWithWhatItNeeds(String line, String expected) throws InterruptedException {
        List<Thread> begun = HeadStart.begin(line.split(" "));
        assertThat(begun)
                .extracting(Thread::getName)
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        assertThat(begun).allMatch(Thread::isDaemon);
        end(begun);
    }

    @Test
    void begin_anAddressThatIsNone_isLeftToTheVerb() throws InterruptedException {
        end(HeadStart.begin("restore", "s3://"));
    }

    @Test
    void begin_aStoreOnThisMachine_isNotSpokenTo() throws Exception {
        try (ServerSocket store = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            end(HeadStart.begin("restore", "s3://bucket/app?endpoint=http://127.0.0.1:" + store.getLocalPort()));
            store.setSoTimeout(1);
            assertThat(hears(store)).isFalse();
        }
    }

    private static boolean hears(ServerSocket store) throws IOException {
        try {
            store.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static void end(List<Thread> begun) throws InterruptedException {
        for (Thread thread : begun) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
