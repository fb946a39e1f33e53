package dev.seawall.cli;

import dev.seawall.replica.GenerationId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a generation. */
final class GenerationConverter implements ITypeConverter<GenerationId> {
    @Override
    public GenerationId convert(String text) {
        if (!GenerationId.isValid(text)) {
            throw new TypeConversionException("'" + text
                    + "' is not a generation: 16 lower-case hex digits, as 'seawall generations' prints them");
        }
        return new GenerationId(text);
    }
}
