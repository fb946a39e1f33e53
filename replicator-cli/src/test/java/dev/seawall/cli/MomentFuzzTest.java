package dev.seawall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.fuzz.Allocation;
import dev.seawall.fuzz.FuzzTarget;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a moment: what is accepted is the one that a calendar of our own finds; a moment ago lies before the clock's.
 * Input: the text in UTF-8.
 */
public final class MomentFuzzTest extends FuzzTarget {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    @Override
    protected Verdict check(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        Instant moment;
        try {
            moment = Allocation.within(
                    2000L * input.length, () -> new MomentConverter(InstantSource.fixed(NOW)).convert(text));
        } catch (TypeConversionException e) {
            return Verdict.REFUSED;
        }
        String stripped = text.strip();
        if (stripped.endsWith("ago")) {
            assertThat(moment).isBefore(NOW);
        } else {
            assertThat(moment).isEqualTo(Instant.ofEpochSecond(seconds(stripped), nanos(stripped)));
        }
        return Verdict.ACCEPTED;
    }

    /** Counts days year by year: slow, and with nothing in common with java.time. */
    private static long seconds(String text) {
        int year = number(text, 0, 4);
        long days = 0;
        for (int y = 1970; y < year; y++) {
            days += isLeap(y) ? 366 : 365;
        }
        for (int y = year; y < 1970; y++) {
            days -= isLeap(y) ? 366 : 365;
        }
        int month = number(text, 5, 7);
        for (int m = 1; m < month; m++) {
            days += days(year, m);
        }
        int day = number(text, 8, 10);
        assertThat(month).isBetween(1, 12);
        assertThat(day).isBetween(1, days(year, month));
        assertThat(number(text, 11, 13)).isLessThan(24);
        assertThat(number(text, 14, 16)).isLessThan(60);
        assertThat(number(text, 17, 19)).isLessThan(60);
        long time = number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        return (days + day - 1) * 86_400 + time - offset(text);
    }

    private static long offset(String text) {
        if (text.endsWith("Z") || text.endsWith("z")) {
            return 0;
        }
        int at = text.length() - 6;
        int seconds = number(text, at + 1, at + 3) * 3600 + number(text, at + 4, at + 6) * 60;
        assertThat(seconds).isLessThanOrEqualTo(18 * 3600);
        return text.charAt(at) == '-' ? -seconds : seconds;
    }

    private static int nanos(String text) {
        int nanos = 0;
        int digits = 0;
        for (int at = 20; digits < 9 && text.charAt(19) == '.' && Character.isDigit(text.charAt(at)); at++) {
            nanos = nanos * 10 + text.charAt(at) - '0';
            digits++;
        }
        for (; digits < 9; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int days(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : DAYS[month - 1];
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text.substring(from, to));
    }
}
