package dev.seawall.cli.config.yaml;

/** Says that a text is not the YAML that we take: where, what, and what to write instead. Repeats no value. */
public final class YamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    YamlException(Place place, String message) {
        super(message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
