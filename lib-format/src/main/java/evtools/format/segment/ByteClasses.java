package evtools.format.segment;

/**
 * Classes of bytes for {@link ColumnStamp}: bit 0 digits, 1 {@code a–f}, 2 {@code g–z}, 3 {@code A–F}, 4 {@code G–Z},
 * 5 {@code .}, 6 {@code :}, 7 {@code /}, 8 {@code -}, 9 {@code _}, 10 other ASCII from 0x21 to 0x7E, 11 blank and
 * control bytes, 12 bytes from 0x7F on.
 */
public final class ByteClasses {
    public static final int DIGITS = 1;

    /** How many classes there are. */
    public static final int COUNT = 13;

    /** All classes. */
    public static final int ALL = (1 << COUNT) - 1;

    private static final short[] TABLE = new short[256];

    static {
        for (int i = 0; i < 256; i++) {
            TABLE[i] = (short) (1 << classOf(i));
        }
    }

    private ByteClasses() {}

    private static int classOf(int value) {
        if (value >= '0' && value <= '9') {
            return 0;
        }
        if (value >= 'a' && value <= 'z') {
            return value <= 'f' ? 1 : 2;
        }
        if (value >= 'A' && value <= 'Z') {
            return value <= 'F' ? 3 : 4;
        }
        return switch (value) {
            case '.' -> 5;
            case ':' -> 6;
            case '/' -> 7;
            case '-' -> 8;
            case '_' -> 9;
            default -> value <= ' ' ? 11 : value < 0x7F ? 10 : 12;
        };
    }

    /** The classes of the bytes in a range, together. */
    public static int of(byte[] text, int offset, int length) {
        int classes = 0;
        for (int i = 0; i < length; i++) {
            classes |= TABLE[text[offset + i] & 0xFF];
        }
        return classes;
    }
}
