package dev.seawall.cli;

import dev.seawall.storage.InvalidUrlException;
import dev.seawall.storage.StorageUrl;
import java.util.Objects;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a replica. */
final class StorageUrlConverter implements ITypeConverter<StorageUrl> {
    @Override
    public StorageUrl convert(String text) {
        try {
            return StorageUrl.parse(text);
        } catch (InvalidUrlException e) {
            throw new TypeConversionException(Objects.requireNonNullElse(e.getMessage(), "not an address"));
        }
    }
}
