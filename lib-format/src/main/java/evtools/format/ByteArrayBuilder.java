package evtools.format;

import java.util.Arrays;

/**
 * A growing array of bytes, made to be reused: {@link #clear} keeps the array. Not thread-safe. {@link #array} is the
 * builder's own array, valid until the next call that adds bytes.
 */
public final class ByteArrayBuilder {
    private byte[] array;
    private int length;

    public ByteArrayBuilder(int initialCapacityBytes) {
        array = new byte[Math.max(16, initialCapacityBytes)];
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Cuts the contents back to their first {@code newLength} bytes. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("can't truncate " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /** Makes room for {@code moreBytes} and returns the array, to be written from {@link #length} on. */
    public byte[] ensure(int moreBytes) {
        if (array.length - length < moreBytes) {
            int needed = Math.addExact(length, moreBytes);
            array = Arrays.copyOf(array, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, array.length * 2L)));
        }
        return array;
    }

    /** Counts {@code bytes} that were written straight into {@link #array} after {@link #ensure}. */
    public void advance(int bytes) {
        if (bytes < 0 || bytes > array.length - length) {
            throw new IllegalArgumentException("can't advance by " + bytes);
        }
        length += bytes;
    }

    public ByteArrayBuilder put(int value) {
        ensure(1);
        array[length++] = (byte) value;
        return this;
    }

    public ByteArrayBuilder put(byte[] source) {
        return put(source, 0, source.length);
    }

    public ByteArrayBuilder put(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, array, length, count);
        length += count;
        return this;
    }

    public ByteArrayBuilder putShort(int value) {
        ensure(2);
        BigEndian.putShort(array, length, value);
        length += 2;
        return this;
    }

    public ByteArrayBuilder putInt(int value) {
        ensure(4);
        BigEndian.putInt(array, length, value);
        length += 4;
        return this;
    }

    public ByteArrayBuilder putLong(long value) {
        ensure(8);
        BigEndian.putLong(array, length, value);
        length += 8;
        return this;
    }

    /** Adds the low 8 bits of each character. */
    public ByteArrayBuilder putLatin1(String text) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            array[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    /** Adds an unsigned number in decimal, without leading zeros. */
    public ByteArrayBuilder putDecimal(long value) {
        if (value < 0) {
            putDecimal(Long.divideUnsigned(value, 10));
            return put('0' + (int) Long.remainderUnsigned(value, 10));
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return putPaddedDecimal(value, digits, '0');
    }

    /** Adds the last {@code width} decimal digits of a number that is not negative, padded on the left. */
    public ByteArrayBuilder putPaddedDecimal(long value, int width, char padding) {
        ensure(width);
        long rest = value;
        for (int i = length + width - 1; i >= length; i--) {
            boolean significant = rest != 0 || i == length + width - 1;
            array[i] = (byte) (significant ? '0' + rest % 10 : padding);
            rest /= 10;
        }
        length += width;
        return this;
    }

    /** Adds 16 lower-case hexadecimal digits. */
    public ByteArrayBuilder putHex(long value) {
        ensure(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            array[length++] = (byte) Character.forDigit((int) (value >>> shift) & 0xF, 16);
        }
        return this;
    }

    /** A copy of the contents. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, length);
    }
}
