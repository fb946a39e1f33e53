package dev.seawall.cli.control;

import java.util.regex.Pattern;

/**
 * Keeps out what a web page in a browser on this machine may send. A browser says where a page comes from wherever the page
 * could change something; and where a page's own name was made to lead here, to get around that, it sends that name.
 *
 * <p>Keeps every other account of this machine from {@code /add}, which makes this process read any file that it may read
 * and send it anywhere: a port cannot tell who asks, a socket file's mode can.
 */
final class Gate {
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private final ControlAddress address;

    Gate(ControlAddress address) {
        this.address = address;
    }

    void check(Request request) throws HttpFault {
        if (request.headers().containsKey("origin")) {
            throw new HttpFault(403, "requests of web pages are refused: this one has the header Origin");
        }
        // No browser opens a socket file.
        boolean local = address instanceof ControlAddress.Unix
                || LOOPBACK.matcher(request.headers().getOrDefault("host", "")).matches();
        if (!local) {
            throw new HttpFault(
                    403,
                    "the header Host must be localhost, 127.0.0.1 or [::1]: under another name, this may come from a web"
                            + " page");
        }
        if (address instanceof ControlAddress.Tcp && request.path().equals("/add")) {
            throw new HttpFault(
                    403,
                    "/add is refused at a port, which every account of this machine may use: start the process with a"
                            + " socket file as its control address (unix:/run/seawall/control.sock), or write the"
                            + " database into the configuration file and reload it");
        }
    }
}
