package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.ScalarType;
import dev.seawall.cli.config.yaml.YamlNode.Scalar;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.exec.CommandWords;
import dev.seawall.cli.value.ByteSizeConverter;
import dev.seawall.cli.value.CountConverter;
import dev.seawall.cli.value.DurationConverter;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import dev.seawall.replicate.Options.FirmRotate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Lists what values can be: how to read one, and how to call it. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds is never changed
enum Form {
    DURATION("a duration with a unit, such as 1s, 10m or 24h", DurationConverter::parse),
    SIZE("a size with a unit, such as 64MiB", new ByteSizeConverter()::convert),
    COUNT("a whole number", new CountConverter.OfInt()::convert),
    TRUTH("true or false", text -> word(text, List.of("true", "false")).equals("true")),
    SWITCH("on or off", text -> choice(text, FirmRotate.values())),
    LEVEL("error, warn, info, debug or trace", text -> choice(text, LogLevel.values())),
    FORMAT("text or json", text -> choice(text, LogFormat.values())),
    ADDRESS("127.0.0.1:PORT or unix:/PATH", ControlAddress::parse),
    COMMAND("a command", Form::command),
    PATH("a path", Form::path),
    TEXT("text", Function.identity()),
    SECRET("text", Function.identity()),
    SECTION("keys with values", Function.identity()),
    LIST("a list", Function.identity());

    private final String words;
    private final Function<String, ?> parser;

    Form(String words, Function<String, ?> parser) {
        this.words = words;
        this.parser = parser;
    }

    String words() {
        return words;
    }

    boolean isScalar() {
        return this != SECTION && this != LIST;
    }

    /** Tells whether a value without a variable in it is of the right type to YAML. */
    boolean takes(Scalar scalar) {
        ScalarType type = scalar.type();
        return switch (this) {
            // A number alone is refused for want of a unit, which is better advice.
            case DURATION, SIZE ->
                type == ScalarType.TEXT || type == ScalarType.WHOLE_NUMBER || type == ScalarType.NUMBER;
            case COUNT, TRUTH -> scalar.style() == Scalar.Style.PLAIN;
            default -> type == ScalarType.TEXT;
        };
    }

    /** @throws RuntimeException whose message names the value, and what to write instead */
    Object read(String text) {
        return parser.apply(text);
    }

    private static String command(String text) {
        // Whether the program is there does not matter to whoever restores on another machine.
        CommandWords.split(text);
        return text;
    }

    private static String path(String text) {
        if (text.startsWith("~")) {
            throw new IllegalArgumentException("'~' is not expanded; write ${HOME}");
        }
        return text;
    }

    private static <E extends Enum<E>> E choice(String text, E[] values) {
        List<String> words = Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        return values[words.indexOf(word(text, words))];
    }

    private static String word(String text, List<String> words) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", words));
        }
        return text;
    }
}
