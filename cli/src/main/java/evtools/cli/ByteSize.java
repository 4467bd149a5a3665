package evtools.cli;

import picocli.CommandLine.ITypeConverter;

/**
 * A number of bytes as an option's value: {@code 4096}, {@code 512k}, {@code 64M}, {@code 1G}, {@code 1.5G}.
 *
 * <p>As in GNU tools, {@code K M G T P} alone or with {@code iB} are powers of 1024, and with {@code B} powers of 1000:
 * {@code 64M} = {@code 64MiB} = 67,108,864, {@code 64MB} = 64,000,000. Upper and lower case are the same.
 *
 * @param bytes the number, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final String PREFIXES = "KMGTP";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size can't be negative: " + bytes);
        }
    }

    /** That many times 1024 × 1024 bytes. */
    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads a size.
     *
     * @throws OptionValueException when it isn't one, or is too large
     */
    public static ByteSize parse(String text) {
        int at = 0;
        long whole = 0;
        double fraction = 0;
        double digitUnit = 0.1;
        boolean inFraction = false;
        int digits = 0;
        try {
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '.' && !inFraction) {
                    inFraction = true;
                    continue;
                }
                if (c < '0' || c > '9') {
                    break;
                }
                digits++;
                if (inFraction) {
                    fraction += (c - '0') * digitUnit;
                    digitUnit /= 10;
                } else {
                    whole = Math.addExact(Math.multiplyExact(whole, 10L), c - '0');
                }
            }
            long unit = unit(text, at);
            if (digits == 0 || unit == 0 || (inFraction && unit == 1)) {
                throw new OptionValueException("'" + text + "' is not a size such as 4096, 512k, 64M or 1G");
            }
            return new ByteSize(Math.addExact(Math.multiplyExact(whole, unit), Math.round(fraction * unit)));
        } catch (ArithmeticException e) {
            throw new OptionValueException("'" + text + "' is too large a size", e);
        }
    }

    /** What the letters from {@code at} on multiply with, or 0 when they are no unit. */
    private static long unit(String text, int at) {
        int letters = text.length() - at;
        if (letters == 0) {
            return 1;
        }
        int power = PREFIXES.indexOf(upper(text.charAt(at))) + 1;
        if (power == 0) {
            return letters == 1 && upper(text.charAt(at)) == 'B' ? 1 : 0;
        }
        boolean binary = letters == 1
                || (letters == 3 && upper(text.charAt(at + 1)) == 'I' && upper(text.charAt(at + 2)) == 'B');
        boolean decimal = letters == 2 && upper(text.charAt(at + 1)) == 'B';
        if (!binary && !decimal) {
            return 0;
        }
        long unit = 1;
        for (int i = 0; i < power; i++) {
            unit *= binary ? 1024 : 1000;
        }
        return unit;
    }

    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }

    /** The size as an int. */
    public int toIntExact() {
        if (bytes > Integer.MAX_VALUE) {
            throw new OptionValueException("'" + this + "' is too large a size here");
        }
        return (int) bytes;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest exact spelling, which {@link #parse} reads back: {@code 64M}, {@code 1500}. */
    @Override
    public String toString() {
        long number = bytes;
        int power = 0;
        while (number != 0 && number % 1024 == 0 && power < PREFIXES.length()) {
            number /= 1024;
            power++;
        }
        return power == 0 ? Long.toString(number) : Long.toString(number) + PREFIXES.charAt(power - 1);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String value) {
            return parse(value);
        }
    }
}
