package dev.seawall.it;

import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of an HTTP server on this machine, lets each request through or does to it what a test says, and
 * counts. What a client signs passes unchanged, the name of the host included, so that signatures stay valid.
 *
 * <p>One request a connection. When it is shut, the server is unreachable.
 */
final class FaultProxy implements AutoCloseable {
    private final int serverPort;
    private final AtomicLong requests = new AtomicLong();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile Function<Request, Fault> rule = request -> Fault.NONE;
    private @Nullable ServerSocket door;
    private int port;

    private FaultProxy(int serverPort) {
        this.serverPort = serverPort;
    }

    static FaultProxy before(S3Server server) throws IOException {
        return before(URI.create(server.endpoint()).getPort());
    }

    /** Opens a proxy on a free port. */
    static FaultProxy before(int serverPort) throws IOException {
        FaultProxy proxy = new FaultProxy(serverPort);
        proxy.open();
        return proxy;
    }

    int port() {
        return port;
    }

    /** The address of a replica behind this proxy. */
    String url(String bucket, String prefix) {
        return "s3://" + bucket + "/" + prefix + "?endpoint=http://127.0.0.1:" + port;
    }

    /** From now on, decides by this rule what becomes of a request. */
    void playBy(Function<Request, Fault> newRule) {
        rule = newRule;
    }

    /** From now on, does this to every request. */
    void play(Fault fault) {
        playBy(request -> fault);
    }

    /** How many requests came. */
    long requests() {
        return requests.get();
    }

    /** Takes connections, at the same port as before. */
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
        for (Socket client : clients) {
            client.close();
        }
    }

    private void accept(ServerSocket from) throws IOException {
        while (true) {
            Socket client = from.accept();
            clients.add(client);
            if (from.isClosed()) {
                client.close(); // shut at this moment, and perhaps without having seen it
            }
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        try (client) {
            Exchange exchange = Exchange.read(client, serverPort, requests.getAndIncrement());
            rule.apply(exchange.request()).play(exchange);
        } finally {
            clients.remove(client);
        }
    }

    /** Is done by a thread of its own. */
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    static void start(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException | InterruptedException e) {
                        // One end hung up, or the proxy was shut.
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
