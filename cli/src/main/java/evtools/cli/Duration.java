package evtools.cli;

import picocli.CommandLine.ITypeConverter;

/**
 * A length of time as an option's value: {@code 10s}, {@code 15m}, {@code 48h}, {@code 1h30m}, {@code 500ms}.
 *
 * <p>A number needs a unit, one of {@code ns us ms s m h d w} (a day has 24 hours); only {@code 0} may stand alone.
 * Several may follow each other, and a number may have a fraction: {@code 1.5h}. At most 106,751 days.
 *
 * @param nanos nanoseconds, not negative
 */
public record Duration(long nanos) implements Comparable<Duration> {
    private static final String[] UNITS = {"w", "d", "h", "m", "s", "ms", "us", "ns"};
    private static final long[] UNIT_NANOS = {
        604_800_000_000_000L,
        86_400_000_000_000L,
        3_600_000_000_000L,
        60_000_000_000L,
        1_000_000_000L,
        1_000_000L,
        1_000L,
        1L
    };

    public Duration {
        if (nanos < 0) {
            throw new IllegalArgumentException("a duration can't be negative: " + nanos);
        }
    }

    /** That many seconds. */
    public static Duration ofSeconds(long seconds) {
        return new Duration(Math.multiplyExact(seconds, 1_000_000_000L));
    }

    /** That many milliseconds. */
    public static Duration ofMillis(long millis) {
        return new Duration(Math.multiplyExact(millis, 1_000_000L));
    }

    /**
     * Reads a duration.
     *
     * @throws OptionValueException when it isn't one, or is too long
     */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return new Duration(0);
        }
        Scanner scanner = new Scanner(text);
        long nanos = 0;
        try {
            do {
                nanos = Math.addExact(nanos, scanner.nextPart());
            } while (!scanner.atEnd());
        } catch (ArithmeticException e) {
            throw new OptionValueException("'" + text + "' is too long a time", e);
        }
        return new Duration(nanos);
    }

    /** Milliseconds, rounded down. */
    public long millis() {
        return nanos / 1_000_000;
    }

    /** Seconds, rounded down. */
    public long seconds() {
        return nanos / 1_000_000_000;
    }

    @Override
    public int compareTo(Duration other) {
        return Long.compare(nanos, other.nanos);
    }

    /** The shortest spelling in whole units, which {@link #parse} reads back: {@code 90m}, {@code 48h}, {@code 0s}. */
    @Override
    public String toString() {
        if (nanos == 0) {
            return "0s";
        }
        // From days on people count in the unit they typed: 48h is more usual than 2d, 7d than 1w.
        for (int i = 1; i < UNITS.length; i++) {
            boolean fewDays = i == 1 && nanos < 3 * UNIT_NANOS[1];
            if (!fewDays && nanos % UNIT_NANOS[i] == 0) {
                return nanos / UNIT_NANOS[i] + UNITS[i];
            }
        }
        return nanos + "ns";
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return parse(value);
        }
    }

    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at == text.length();
        }

        /** One number with its unit, in nanoseconds. */
        long nextPart() {
            int start = at;
            long whole = 0;
            while (at < text.length() && isDigit(text.charAt(at))) {
                whole = Math.addExact(Math.multiplyExact(whole, 10L), text.charAt(at++) - '0');
            }
            int digits = at - start;
            int fractionStart = at;
            int fractionEnd = at;
            if (at < text.length() && text.charAt(at) == '.') {
                fractionStart = ++at;
                while (at < text.length() && isDigit(text.charAt(at))) {
                    at++;
                }
                fractionEnd = at;
                digits += fractionEnd - fractionStart;
            }
            if (digits == 0) {
                throw malformed();
            }
            long unit = nextUnit();
            return Math.addExact(Math.multiplyExact(whole, unit), fraction(fractionStart, fractionEnd, unit));
        }

        private long fraction(int start, int end, long unit) {
            long nanos = 0;
            long digitUnit = unit;
            for (int i = start; i < end && digitUnit > 0; i++) {
                nanos += (text.charAt(i) - '0') * digitUnit / 10;
                digitUnit /= 10;
            }
            return nanos;
        }

        private long nextUnit() {
            int start = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            String unit = text.substring(start, at);
            for (int i = 0; i < UNITS.length; i++) {
                if (UNITS[i].equals(unit)) {
                    return UNIT_NANOS[i];
                }
            }
            throw malformed();
        }

        private OptionValueException malformed() {
            return new OptionValueException("'" + text + "' is not a duration such as 10s, 15m or 48h");
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
