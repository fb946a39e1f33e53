package dev.seawall.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the path of a program from the command line, while there is still somebody to be told that it is none. */
final class ExecutableFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        Path file = Path.of(text).toAbsolutePath();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new TypeConversionException("there is no program " + file + " that could be started");
        }
        return file;
    }
}
