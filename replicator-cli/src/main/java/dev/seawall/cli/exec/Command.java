package dev.seawall.cli.exec;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Is the command that starts an application: a program that is there, and its arguments.
 *
 * @param words the program first
 */
public record Command(List<String> words) {
    public Command {
        words = List.copyOf(words);
    }

    /**
     * Reads a command as a person writes it.
     *
     * @throws IllegalArgumentException if it cannot be split into words, or there is no such program: better said before
     *     a database is restored and replicated for it
     */
    public static Command parse(String text) {
        Command command = new Command(CommandWords.split(text));
        if (!command.isThere()) {
            throw new IllegalArgumentException("there is no program '" + command.program()
                    + "' that this user may run; write its path, or put its folder on the PATH");
        }
        return command;
    }

    String program() {
        return words.get(0);
    }

    private boolean isThere() {
        if (program().contains(File.separator)) {
            return isProgram(Path.of(program()));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1)).anyMatch(folder -> isProgram(Path.of(folder, program())));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
