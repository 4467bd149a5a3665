package evtools.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian integers in byte arrays. Index checks are the array's own: an {@link IndexOutOfBoundsException}. */
public final class BigEndian {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    /** The u8 at {@code offset}, 0…255. */
    public static int getUnsignedByte(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    /** The u16 at {@code offset}, 0…65,535. */
    public static int getUnsignedShort(byte[] buffer, int offset) {
        return (short) SHORT.get(buffer, offset) & 0xFFFF;
    }

    /** The 32 bits at {@code offset}. */
    public static int getInt(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset);
    }

    /** The u32 at {@code offset}, as a long. */
    public static long getUnsignedInt(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset) & 0xFFFFFFFFL;
    }

    /** The 64 bits at {@code offset}. */
    public static long getLong(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void putShort(byte[] buffer, int offset, int value) {
        SHORT.set(buffer, offset, (short) value);
    }

    /** Writes 32 bits. */
    public static void putInt(byte[] buffer, int offset, int value) {
        INT.set(buffer, offset, value);
    }

    /** Writes 64 bits. */
    public static void putLong(byte[] buffer, int offset, long value) {
        LONG.set(buffer, offset, value);
    }
}
