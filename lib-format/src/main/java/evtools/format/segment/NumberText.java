package evtools.format.segment;

import evtools.format.BigEndian;

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

    private static final int MAX_DIGITS = 19;

    /** Powers of ten. */
    private static final long[] POWERS = new long[MAX_DIGITS];

    private static final byte[] LOWER = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final byte[] UPPER = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    /** Two digits, by their number. */
    private static final short[] PAIRS = new short[100];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) (('0' + i / 10) << 8 | ('0' + i % 10));
        }
        long power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

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
        if (value >= 0 && value < 10_000) {
            return small((int) value, target, at);
        }
        long rest = value;
        int from = at;
        if (rest < 0) {
            target[from++] = '-';
            rest = -rest;
        }
        return padded(rest, digits(rest), target, from);
    }

    /** How many digits a number has; -2^63 stands for its absolute value. */
    private static int digits(long value) {
        if (value < 0) {
            return MAX_DIGITS;
        }
        // 1233 / 4096 is a little less than the logarithm of two.
        int least = ((Long.SIZE - Long.numberOfLeadingZeros(value)) * 1233) >>> 12;
        return value >= POWERS[least] ? least + 1 : least;
    }

    private static int small(int value, byte[] target, int at) {
        if (value < 10) {
            target[at] = (byte) ('0' + value);
            return at + 1;
        }
        if (value < 100) {
            BigEndian.putShort(target, at, PAIRS[value]);
            return at + 2;
        }
        int hundreds = value / 100;
        int pair = PAIRS[value - hundreds * 100];
        if (value < 1_000) {
            target[at] = (byte) ('0' + hundreds);
            BigEndian.putShort(target, at + 1, pair);
            return at + 3;
        }
        BigEndian.putShort(target, at, PAIRS[hundreds]);
        BigEndian.putShort(target, at + 2, pair);
        return at + 4;
    }

    private static int padded(long value, int width, byte[] target, int at) {
        if (width <= 8 && value >= 0 && value < 100_000_000 && at <= target.length - Long.BYTES) {
            BigEndian.putLong(target, at, eightDigits((int) value) << ((8 - width) * Byte.SIZE));
            return at + width;
        }
        return paddedLong(value, width, target, at);
    }

    /** As an unsigned number: -2^63 has no other absolute value. */
    private static int paddedLong(long value, int width, byte[] target, int at) {
        long rest = value;
        int end = at + width;
        for (; end >= at + 8; end -= 8) {
            long upper = rest < 0 ? Long.divideUnsigned(rest, 100_000_000) : rest / 100_000_000;
            BigEndian.putLong(target, end - 8, eightDigits((int) (rest - upper * 100_000_000)));
            rest = upper;
        }
        if (end > at) {
            long upper = rest < 0 ? Long.divideUnsigned(rest, 100_000_000) : rest / 100_000_000;
            long digits = eightDigits((int) (rest - upper * 100_000_000));
            while (end > at) {
                target[--end] = (byte) digits;
                digits >>>= Byte.SIZE;
            }
        }
        return at + width;
    }

    /** Eight digits of a number below 10^8, a byte each: pairs of pairs are divided side by side. */
    private static long eightDigits(int value) {
        int upper = value / 10_000;
        long fours = (long) upper << 32 | (value - upper * 10_000);
        long hundreds = ((fours * 5_243) >>> 19) & 0x0000007F_0000007FL;
        long twos = hundreds << 16 | (fours - hundreds * 100);
        long tens = ((twos * 103) >>> 10) & 0x000F000F_000F000FL;
        return (tens << 8 | (twos - tens * 10)) + 0x3030303030303030L;
    }

    private static int hex(byte[] digits, long value, int width, byte[] target, int at) {
        long rest = value;
        int end = at + width;
        for (; end >= at + Long.BYTES; end -= Long.BYTES) {
            BigEndian.putLong(target, end - Long.BYTES, eightHex((int) rest, digits[10] - '0' - 10));
            rest >>>= Integer.SIZE;
        }
        while (end > at) {
            target[--end] = digits[(int) rest & 0xF];
            rest >>>= 4;
        }
        return at + width;
    }

    /** Eight digits at once, a byte each. */
    private static long eightHex(int value, int toLetters) {
        long spread = value & 0xFFFFFFFFL;
        spread = (spread << 16 | spread) & 0x0000FFFF0000FFFFL;
        spread = (spread << 8 | spread) & 0x00FF00FF00FF00FFL;
        spread = (spread << 4 | spread) & 0x0F0F0F0F0F0F0F0FL;
        long isLetter = (spread + 0x0606060606060606L) >>> 4 & 0x0101010101010101L;
        return spread + 0x3030303030303030L + isLetter * toLetters;
    }

    private static int ipv4(long value, byte[] target, int at) {
        int to = small((int) (value >>> 24) & 0xFF, target, at);
        target[to++] = '.';
        to = small((int) (value >>> 16) & 0xFF, target, to);
        target[to++] = '.';
        to = small((int) (value >>> 8) & 0xFF, target, to);
        target[to++] = '.';
        return small((int) value & 0xFF, target, to);
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
