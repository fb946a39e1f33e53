package dev.seawall.cli;

import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.control.ControlClient;
import dev.seawall.cli.control.ControlException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** Adds {@code --control} to the verbs that ask a running process, and asks it. */
final class ControlOption {
    /** What a process may take for what it does at once. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(
            names = "--control",
            paramLabel = "ADDRESS",
            defaultValue = "${env:SEAWALL_CONTROL:-" + ControlAddress.DEFAULT + "}",
            description = "Where the running process listens: HOST:PORT on this machine, or unix:FILE. Default:"
                    + " SEAWALL_CONTROL, or " + ControlAddress.DEFAULT + ".")
    ControlAddress address;

    /** Asks for something to be done with a database. */
    Map<String, Object> post(String path, Path database, String more, Duration patience)
            throws ControlException, RefusedException {
        String db = ControlClient.encode(database.toAbsolutePath().normalize().toString());
        return ask("POST", path + "?db=" + db + more, patience);
    }

    /** The same, for what changes a database's place in the process; says what was done. */
    void change(Console console, String path, Path database, String more, Duration patience)
            throws ControlException, RefusedException {
        Map<String, Object> answer = post(path, database, more, patience);
        console.out().println(answer.get("database") + ": " + answer.get("done"));
    }

    /**
     * @return the fields of the answer
     * @throws RefusedException if the process answers that it did not come off
     */
    Map<String, Object> ask(String method, String target, Duration patience) throws ControlException, RefusedException {
        ControlClient.Reply reply = new ControlClient(address).ask(method, target, patience);
        Map<String, Object> content = reply.content();
        if (reply.status() >= 300 || content.containsKey("error")) {
            throw new RefusedException(
                    content.get("exit_code") instanceof Number code ? code.intValue() : ExitCode.UNEXPECTED.number(),
                    String.valueOf(content.getOrDefault(
                            "error",
                            address + " answered with status " + reply.status() + ", and not as Seawall does")));
        }
        return content;
    }
}
