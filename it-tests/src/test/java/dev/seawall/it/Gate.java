package dev.seawall.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands in front of a server on this machine, and can be shut: then the server is unreachable; or stall: then it is slow. */
final class Gate implements AutoCloseable {
    private final int serverPort;
    private final List<Socket> sockets = new ArrayList<>();
    private @Nullable ServerSocket door;
    private int port;
    private boolean stalled;
    private int knocks;

    private Gate(int serverPort) {
        this.serverPort = serverPort;
    }

    /** Opens a gate on a free port. */
    static Gate before(int serverPort) throws IOException {
        Gate gate = new Gate(serverPort);
        gate.open();
        return gate;
    }

    int port() {
        return port;
    }

    /** Lets connections through, at the same port as before. */
    synchronized void open() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        door = opened;
        port = opened.getLocalPort();
        start(() -> accept(opened));
    }

    /** Ends all connections, and refuses new ones. */
    synchronized void shut() throws IOException {
        if (door != null) {
            door.close();
            door = null;
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Lets new connections wait at the gate, until {@link #resume}. */
    synchronized void stall() {
        stalled = true;
    }

    synchronized void resume() {
        stalled = false;
        notifyAll();
    }

    /** How many connections came to this gate. */
    synchronized int knocks() {
        return knocks;
    }

    private synchronized void knock() throws InterruptedException {
        knocks++;
        while (stalled) {
            wait();
        }
    }

    private void accept(ServerSocket from) throws IOException, InterruptedException {
        while (true) {
            Socket client = from.accept();
            knock();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            if (!keep(from, client, server)) {
                client.close();
                server.close();
                return;
            }
            start(() -> pass(client, server));
            start(() -> pass(server, client));
        }
    }

    private synchronized boolean keep(ServerSocket from, Socket client, Socket server) {
        boolean isOpen = from.equals(door);
        if (isOpen) {
            sockets.add(client);
            sockets.add(server);
        }
        return isOpen;
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
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
                        // One end hung up, or the gate was shut.
                    }
                },
                "gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
