package dev.seawall.cli;

import java.util.Locale;

/** Turns something on or off by name, where a bare flag would hide which of the two is the default. */
enum OnOff {
    ON,
    OFF;

    boolean isOn() {
        return this == ON;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
