package dev.seawall.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws lag over time as SVG: the median and the maximum of each slice, on a logarithmic scale of milliseconds. Drawn by
 * hand, because the JDK's own drawing needs fonts that a server does not have.
 */
final class LagChart {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int MARGIN = 50;
    private static final int SLICES = 100;

    private record Slice(double seconds, double median, double max) {}

    private final List<Slice> slices;
    private final double seconds;
    private final int highestPower;

    private LagChart(List<Slice> slices, double seconds) {
        this.slices = slices;
        this.seconds = Math.max(seconds, 1e-3);
        double max = slices.stream().mapToDouble(Slice::max).max().orElse(1);
        this.highestPower = Math.max(1, (int) Math.ceil(Math.log10(max)));
    }

    static String svg(Lags lags, double rate) {
        double seconds = lags.count() == 0 ? 0 : lags.seconds(lags.count() - 1);
        String title = String.format(Locale.ROOT, "Lag in ms over seconds, at %s commits/s", rate);
        return new LagChart(slices(lags, seconds), seconds).draw(title);
    }

    private static List<Slice> slices(Lags lags, double seconds) {
        List<Slice> slices = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= SLICES; i++) {
            int end = begin;
            while (end < lags.count() && (i == SLICES || lags.seconds(end) < seconds * i / SLICES)) {
                end++;
            }
            if (end > begin) {
                double[] millis = new double[end - begin];
                for (int commit = begin; commit < end; commit++) {
                    millis[commit - begin] = lags.millis(commit);
                }
                Arrays.sort(millis);
                slices.add(new Slice(lags.seconds(begin), millis[millis.length / 2], millis[millis.length - 1]));
            }
            begin = end;
        }
        return slices;
    }

    private String draw(String title) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        text(svg, MARGIN, MARGIN / 2.0, title + "; black: median, grey: maximum");
        for (int power = 0; power <= highestPower; power++) {
            double y = y(Math.pow(10, power));
            line(svg, MARGIN, y, WIDTH - MARGIN, y);
            text(svg, 5, y + 4, String.format(Locale.ROOT, "%.0f", Math.pow(10, power)));
        }
        for (int i = 0; i <= 5; i++) {
            double at = seconds * i / 5;
            text(svg, x(at), HEIGHT - MARGIN / 2.0, String.format(Locale.ROOT, "%.0f", at));
        }
        polyline(
                svg,
                "#999",
                slices.stream().map(s -> point(s.seconds(), s.max())).toList());
        polyline(
                svg,
                "#000",
                slices.stream().map(s -> point(s.seconds(), s.median())).toList());
        return svg.append("</svg>\n").toString();
    }

    private double x(double second) {
        return MARGIN + (WIDTH - 2 * MARGIN) * second / seconds;
    }

    /** The scale begins at 1 ms: what is below is drawn there. */
    private double y(double millis) {
        double power = Math.log10(Math.max(1, millis));
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * power / highestPower;
    }

    private String point(double second, double millis) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x(second), y(millis));
    }

    private static void polyline(StringBuilder svg, String colour, List<String> points) {
        svg.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" points=\"");
        svg.append(String.join(" ", points)).append("\"/>\n");
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String words) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, words));
    }
}
