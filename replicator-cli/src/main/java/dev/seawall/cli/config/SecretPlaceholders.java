package dev.seawall.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gives each secret that must not be written the name of a variable that stands for it. */
final class SecretPlaceholders {
    private final Map<String, String> namesByKeyAndSecret = new LinkedHashMap<>();
    private final Map<String, String> secretsByName = new LinkedHashMap<>();

    /** @return such as SECRET_ACCESS_KEY, then SECRET_ACCESS_KEY_2; the same for the same secret */
    String nameFor(Key key, String secret) {
        return namesByKeyAndSecret.computeIfAbsent(key.text() + " " + secret, unused -> {
            String base = key.text().toUpperCase(Locale.ROOT).replace('-', '_');
            String name = base;
            for (int i = 2; secretsByName.containsKey(name); i++) {
                name = base + "_" + i;
            }
            secretsByName.put(name, secret);
            return name;
        });
    }

    List<String> names() {
        return List.copyOf(secretsByName.keySet());
    }

    /** The variables that would make what is written mean what was read. */
    Map<String, String> environment() {
        return secretsByName;
    }
}
