package evtools.metrics;

import java.util.HashSet;
import java.util.Set;

/**
 * Writes values in <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus' text format,
 * version 0.0.4</a>:
 *
 * <pre>
 *  # HELP evtools_frames_stored_total Frames stored.
 *  # TYPE evtools_frames_stored_total counter
 *  evtools_frames_stored_total{from="peer"} 12
 *  evtools_frames_stored_total{from="sender"} 3
 * </pre>
 *
 * <p>Names are the program's own, so a wrong one is a programming error and throws. Label values and help texts may be
 * anything. Not thread-safe.
 */
public final class MetricsPage {
    /** The media type of {@link #text}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double NANOS_PER_SECOND = 1e9;

    private final StringBuilder text = new StringBuilder(8 << 10);
    private final Set<String> families = new HashSet<>();
    private final Family family = new Family();

    /** A family of values that only grow while the process lives; its name ends in {@code _total}. */
    public Family counter(String name, String help) {
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("a counter's name ends in _total: " + name);
        }
        return begin(name, "counter", help);
    }

    /** A family of values that go up and down. */
    public Family gauge(String name, String help) {
        if (name.endsWith("_total")) {
            throw new IllegalArgumentException("a gauge's name does not end in _total: " + name);
        }
        return begin(name, "gauge", help);
    }

    /** A histogram of durations in seconds; its name ends in {@code _seconds}. */
    public void histogram(String name, String help, DurationHistogram.Snapshot values) {
        if (!name.endsWith("_seconds")) {
            throw new IllegalArgumentException("a histogram of durations ends in _seconds: " + name);
        }
        begin(name, "histogram", help);
        long cumulative = 0;
        for (int i = 0; i < values.bucketCount(); i++) {
            cumulative += values.count(i);
            String bound = i == values.bucketCount() - 1 ? "+Inf" : decimal(seconds(values.upperBoundNanos(i)));
            text.append(name).append("_bucket{le=\"").append(bound).append("\"} ");
            text.append(cumulative).append('\n');
        }
        text.append(name).append("_sum ").append(decimal(seconds(values.sumNanos())));
        text.append('\n');
        text.append(name).append("_count ").append(cumulative).append('\n');
    }

    private Family begin(String name, String type, String help) {
        requireName(name, true);
        if (!families.add(name)) {
            throw new IllegalArgumentException("a metric is written twice: " + name);
        }
        text.append("# HELP ").append(name).append(' ');
        escape(help, false);
        text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
        family.name = name;
        return family;
    }

    /** The whole page. */
    public String text() {
        return text.toString();
    }

    private void escape(String value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '"' -> text.append(quoted ? "\\\"" : "\"");
                default -> text.append(c);
            }
        }
    }

    private static void requireName(String name, boolean colons) {
        boolean valid = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colons && c == ':');
            valid &= letter || (i > 0 && c >= '0' && c <= '9');
        }
        if (!valid) {
            throw new IllegalArgumentException("not a name of a metric or label: " + name);
        }
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }

    private static String decimal(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }

    /** The values of one metric, told apart by labels. Only good until the next family is begun. */
    public final class Family {
        private String name = "";

        private Family() {}

        /**
         * A value.
         *
         * @param labels names and values in turn
         */
        public Family value(long value, String... labels) {
            head(labels);
            text.append(value).append('\n');
            return this;
        }

        /**
         * A value that is no whole number.
         *
         * @param labels names and values in turn
         */
        public Family value(double value, String... labels) {
            head(labels);
            text.append(decimal(value)).append('\n');
            return this;
        }

        /**
         * A duration, shown in seconds.
         *
         * @param labels names and values in turn
         */
        public Family seconds(long nanos, String... labels) {
            return value(MetricsPage.seconds(nanos), labels);
        }

        private void head(String... labels) {
            if (labels.length % 2 != 0) {
                throw new IllegalArgumentException("a label of " + name + " has no value");
            }
            text.append(name);
            for (int i = 0; i < labels.length; i += 2) {
                requireName(labels[i], false);
                text.append(i == 0 ? "{" : ",").append(labels[i]).append("=\"");
                escape(labels[i + 1], true);
                text.append('"');
            }
            text.append(labels.length == 0 ? " " : "} ");
        }
    }
}
