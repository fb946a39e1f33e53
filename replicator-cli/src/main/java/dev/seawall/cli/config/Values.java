package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.Place;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds what a section gives: each value as its {@link Form} reads it, and where it stands. */
final class Values {
    private final Place place;
    private final Map<Key, Given> given = new EnumMap<>(Key.class);

    private final Set<Key> written = EnumSet.noneOf(Key.class);

    private record Given(Place place, Object value) {}

    Values(Place place) {
        this.place = place;
    }

    /** Where the section begins. */
    Place place() {
        return place;
    }

    void put(Key key, Place where, Object value) {
        given.put(key, new Given(where, value));
    }

    /** Notes that a key stands in the section, whatever its value is worth. */
    void write(Key key) {
        written.add(key);
    }

    /** Tells whether a key stands there: what is missing is another fault than what is wrong. */
    boolean isWritten(Key key) {
        return written.contains(key);
    }

    /** Tells whether there is a value for a key, and it is right. */
    boolean has(Key key) {
        return given.containsKey(key);
    }

    <T> Optional<T> get(Key key, Class<T> type) {
        return Optional.ofNullable(given.get(key)).map(Given::value).map(type::cast);
    }

    /** Where the value stands; the section itself if there is none. */
    Place placeOf(Key key) {
        return Optional.ofNullable(given.get(key)).map(Given::place).orElse(place);
    }

    /** These, and for the keys that are not among them what {@code others} say. */
    Values over(Values others) {
        Values both = new Values(place);
        both.given.putAll(others.given);
        both.given.putAll(given);
        return both;
    }
}
