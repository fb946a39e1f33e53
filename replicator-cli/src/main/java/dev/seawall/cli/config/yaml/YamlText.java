package dev.seawall.cli.config.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Turns a file's bytes into text, strictly: a file in another encoding would be read as something else. */
public final class YamlText {
    /** A thousand databases fit. */
    public static final int MAX_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private YamlText() {}

    public static String decode(byte[] bytes) throws YamlException {
        if (bytes.length > MAX_BYTES) {
            throw new YamlException(Place.START, "the file is larger than 1 MiB; is it the right one?");
        }
        if (bytes.length >= 2 && isUtf16Mark(bytes[0], bytes[1])) {
            throw new YamlException(Place.START, "the file is UTF-16; save it as UTF-8");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            throw new YamlException(Place.of(text, text.length()), "a byte here is not UTF-8; save the file as UTF-8");
        }
        if (text.indexOf(BYTE_ORDER_MARK) == 0) {
            throw new YamlException(
                    Place.START, "the file begins with a byte order mark; save it as UTF-8 without one");
        }
        return text;
    }

    private static boolean isUtf16Mark(byte first, byte second) {
        return (first == (byte) 0xFE && second == (byte) 0xFF) || (first == (byte) 0xFF && second == (byte) 0xFE);
    }
}
