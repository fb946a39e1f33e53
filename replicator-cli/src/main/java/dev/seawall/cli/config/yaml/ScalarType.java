package dev.seawall.cli.config.yaml;

import java.util.regex.Pattern;

/** Tells what a value without quotes is to YAML 1.2 (its "core schema", section 10.3). */
public enum ScalarType {
    NOTHING("nothing", "~|null|Null|NULL|"),
    TRUTH("true or false", "true|True|TRUE|false|False|FALSE"),
    WHOLE_NUMBER("a number", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    NUMBER("a number", "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"),
    TEXT("text", ".*");

    private final String words;
    private final Pattern form;

    ScalarType(String words, String form) {
        this.words = words;
        this.form = Pattern.compile(form, Pattern.DOTALL);
    }

    static ScalarType ofPlain(String text) {
        for (ScalarType type : values()) {
            if (type.form.matcher(text).matches()) {
                return type;
            }
        }
        return TEXT;
    }

    public String words() {
        return words;
    }
}
