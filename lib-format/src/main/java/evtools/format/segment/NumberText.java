package evtools.format.segment;

/** Numbers as they stand in text, both ways. */
final class NumberText {
    /** A text is a number of a format: one bit per format of {@link ColumnKind}. */
    static final int IS_DECIMAL = 1 << ColumnKind.DECIMAL;

    static final int IS_PADDED = 1 << ColumnKind.PADDED;
    static final int IS_HEX_LOWER = 1 << ColumnKind.HEX_LOWER;
    static final int IS_HEX_UPPER = 1 << ColumnKind.HEX_UPPER;
    static final int IS_IPV4 = 1 << ColumnKind.IPV4;

    static final int MAX_PADDED = 18;
    static final int MAX_HEX = 16;

    private static final byte[] LOWER = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final byte[] UPPER = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private NumberText() {}

    static int write(int format, int width, long value, byte[] target, int at) {
        return switch (format) {
            case ColumnKind.DECIMAL -> decimal(value, target, at);
            case ColumnKind.PADDED -> padded(value, width, target, at);
            case ColumnKind.HEX_LOWER -> hex(LOWER, value, width, target, at);
            case ColumnKind.HEX_UPPER -> hex(UPPER, value, width, target, at);
            default -> ipv4(value, target, at);
        };
    }

    private static int decimal(long value, byte[] target, int at) {
        long rest = value;
        int from = at;
        if (rest < 0) {
            target[from++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long bound = 10; digits < 19 && rest >= bound; bound *= 10) {
            digits++;
        }
        return padded(rest, digits, target, from);
    }

    private static int padded(long value, int width, byte[] target, int at) {
        long rest = value;
        int i = at + width - 1;
        while (rest > Integer.MAX_VALUE && i >= at) {
            target[i--] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        int small = (int) rest;
        for (; i >= at; i--) {
            int tenth = small / 10;
            target[i] = (byte) ('0' + (small - tenth * 10));
            small = tenth;
        }
        return at + width;
    }

    private static int hex(byte[] digits, long value, int width, byte[] target, int at) {
        for (int i = width - 1, shift = 0; i >= 0; i--, shift += 4) {
            target[at + i] = digits[(int) (value >>> shift) & 0xF];
        }
        return at + width;
    }

    private static int ipv4(long value, byte[] target, int at) {
        int to = decimal((value >>> 24) & 0xFF, target, at);
        target[to++] = '.';
        to = decimal((value >>> 16) & 0xFF, target, to);
        target[to++] = '.';
        to = decimal((value >>> 8) & 0xFF, target, to);
        target[to++] = '.';
        return decimal(value & 0xFF, target, to);
    }

    /** Which formats a text is a number of, so that writing the number gives the text again. */
    static int formats(byte[] text, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int classes = ByteClasses.of(text, offset, length);
        int result = 0;
        if (classes == ByteClasses.DIGITS) {
            result |= length <= MAX_PADDED ? IS_PADDED : 0;
            result |= length <= MAX_HEX ? IS_HEX_LOWER | IS_HEX_UPPER : 0;
            result |= isCanonical(text, offset, length) ? IS_DECIMAL : 0;
        } else if ((classes & ~(ByteClasses.DIGITS | 1 << 1)) == 0) {
            result |= length <= MAX_HEX ? IS_HEX_LOWER : 0;
        } else if ((classes & ~(ByteClasses.DIGITS | 1 << 3)) == 0) {
            result |= length <= MAX_HEX ? IS_HEX_UPPER : 0;
        } else if (classes == (ByteClasses.DIGITS | 1 << 8)) {
            result |= text[offset] == '-'
                            && text[offset + 1] != '0'
                            && length > 1
                            && ByteClasses.of(text, offset + 1, length - 1) == ByteClasses.DIGITS
                            && isCanonical(text, offset + 1, length - 1)
                    ? IS_DECIMAL
                    : 0;
        } else if (classes == (ByteClasses.DIGITS | 1 << 5)) {
            result |= ipv4Length(text, offset, offset + length) == length ? IS_IPV4 : 0;
        }
        return result;
    }

    private static boolean isCanonical(byte[] text, int offset, int length) {
        return length == 1 || (text[offset] != '0' && (length < 19 || (length == 19 && fits(text, offset))));
    }

    /** Whether 19 digits are at most 2^63 - 1. */
    private static boolean fits(byte[] text, int offset) {
        long value = 0;
        for (int i = 0; i < 19; i++) {
            value = value * 10 + text[offset + i] - '0';
        }
        return value >= 0 && text[offset] != '0';
    }

    /** Length of the IPv4 address that begins at {@code from} and isn't part of a longer dotted number; 0: none. */
    static int ipv4Length(byte[] text, int from, int end) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at >= end || text[at] != '.') {
                    return 0;
                }
                at++;
            }
            int start = at;
            int value = 0;
            while (at < end && at - start < 4 && text[at] >= '0' && text[at] <= '9') {
                value = value * 10 + text[at] - '0';
                at++;
            }
            if (at == start || value > 255 || (at - start > 1 && text[start] == '0')) {
                return 0;
            }
        }
        return at < end && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')) ? 0 : at - from;
    }

    /** The number that a text of this format is. */
    static long parse(int format, byte[] text, int offset, int length) {
        long value = 0;
        switch (format) {
            case ColumnKind.DECIMAL, ColumnKind.PADDED -> {
                boolean negative = text[offset] == '-';
                for (int i = negative ? 1 : 0; i < length; i++) {
                    value = value * 10 + text[offset + i] - '0';
                }
                return negative ? -value : value;
            }
            case ColumnKind.IPV4 -> {
                int octet = 0;
                for (int i = 0; i < length; i++) {
                    byte c = text[offset + i];
                    if (c == '.') {
                        value = value << 8 | octet;
                        octet = 0;
                    } else {
                        octet = octet * 10 + c - '0';
                    }
                }
                return value << 8 | octet;
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    int c = text[offset + i];
                    value = value << 4 | (c <= '9' ? c - '0' : (c & ~0x20) - 'A' + 10);
                }
                return value;
            }
        }
    }
}
