package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadStartTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "version",
                "restore -o a.db s3://bucket/app?region=eu-central-1",
                "restore -o a.db s3://",
                "restore --if-db-not-exists -o a.db s3://bucket/app",
                "--help",
                ""
            })
    void begin_anyLine_endsByItselfAndHoldsUpNobody(String line) throws InterruptedException {
        Thread begun = HeadStart.begin(line.split(" "));
        assertThat(begun.isDaemon()).isTrue();
        end(begun);
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

    private static void end(Thread begun) throws InterruptedException {
        begun.join(60_000);
        assertThat(begun.isAlive()).isFalse();
    }
}
