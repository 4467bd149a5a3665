package evtools.format.segment;

import java.util.Arrays;

/**
 * A set of byte values, in 32 bytes: value v is bit v mod 8 of byte v / 8. Not thread-safe while it is filled.
 */
public final class ByteSet {
    static final int BYTES = 32;

    private final byte[] bits;

    /** The empty set. */
    ByteSet() {
        this(new byte[BYTES]);
    }

    ByteSet(byte[] bits) {
        this.bits = bits;
    }

    /** Of all values. */
    static ByteSet all() {
        ByteSet set = new ByteSet();
        Arrays.fill(set.bits, (byte) -1);
        return set;
    }

    public boolean has(byte value) {
        return (bits[(value & 0xFF) >> 3] & 1 << (value & 7)) != 0;
    }

    void add(byte value) {
        bits[(value & 0xFF) >> 3] |= (byte) (1 << (value & 7));
    }

    ByteSet with(ByteSet other) {
        ByteSet both = new ByteSet(bits.clone());
        for (int i = 0; i < BYTES; i++) {
            both.bits[i] |= other.bits[i];
        }
        return both;
    }

    /** How many of the values are letters, or no ASCII. */
    int letters() {
        int count = 0;
        for (int value = 'A'; value < 256; value++) {
            boolean letter = value >= 0x80 || ((value & 0xDF) >= 'A' && (value & 0xDF) <= 'Z');
            count += letter && has((byte) value) ? 1 : 0;
        }
        return count;
    }

    byte[] bits() {
        return bits;
    }
}
