package dev.seawall.cli;

import dev.seawall.cli.control.ControlAddress;
import java.util.Objects;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address at which a process listens. */
final class ControlAddressConverter implements ITypeConverter<ControlAddress> {
    @Override
    public ControlAddress convert(String text) {
        try {
            return ControlAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(Objects.requireNonNullElse(e.getMessage(), "not an address"));
        }
    }
}
