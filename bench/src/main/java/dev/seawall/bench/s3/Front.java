package dev.seawall.bench.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Stands in front of the server as a network does: every answer comes a round trip late. It counts what passes, and changes
 * no byte of it, so that signatures stay valid. Each connection of a client has one of its own to the server, and both stay
 * open from request to request.
 */
final class Front {
    private final ServerSocket door;
    private final int serverPort;
    private final Counts counts = new Counts();
    private final BiConsumer<String, Long> stored;
    private final Duration latency;

    private Front(ServerSocket door, int serverPort, Duration latency, BiConsumer<String, Long> stored) {
        this.door = door;
        this.serverPort = serverPort;
        this.latency = latency;
        this.stored = stored;
    }

    /**
     * Opens it on a free port.
     *
     * @param stored is told the path of each object that a client was told is stored, and when
     */
    static Front open(int serverPort, Duration latency, BiConsumer<String, Long> stored) throws IOException {
        Front front =
                new Front(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), serverPort, latency, stored);
        start(front::accept);
        return front;
    }

    int port() {
        return door.getLocalPort();
    }

    Counts counts() {
        return counts;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            start(() -> {
                try (client;
                        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
                    Relay relay = new Relay(client, server, latency);
                    while (relay.pass(counts, stored)) {}
                }
            });
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException | InterruptedException e) {
                        // One end hung up.
                    }
                },
                "front");
        thread.setDaemon(true);
        thread.start();
    }
}
