package evtools.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Copies words, keys and other ranges of a few bytes, where {@link System#arraycopy} takes longer to begin than to
 * copy.
 */
public final class ShortCopy {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** From here on {@link System#arraycopy} is as good. */
    private static final int LONG_RANGE_BYTES = 128;

    private ShortCopy() {}

    /**
     * Copies between two arrays. Up to seven bytes of the target after the range, where there are any, are undefined
     * afterwards: copy from left to right.
     */
    public static void copy(byte[] source, int from, byte[] target, int to, int length) {
        if (length > LONG_RANGE_BYTES
                || from > source.length - Long.BYTES - length
                || to > target.length - Long.BYTES - length) {
            System.arraycopy(source, from, target, to, length);
            return;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            LONG.set(target, to + i, (long) LONG.get(source, from + i));
        }
    }

    /**
     * The same for ranges that mostly have at most sixteen bytes, between arrays that mostly go on for as many after
     * them. Up to fifteen bytes of the target after the range are undefined afterwards.
     */
    public static void copyLoosely(byte[] source, int from, byte[] target, int to, int length) {
        if (length > 2 * Long.BYTES || from > source.length - 2 * Long.BYTES || to > target.length - 2 * Long.BYTES) {
            copy(source, from, target, to, length);
            return;
        }
        LONG.set(target, to, (long) LONG.get(source, from));
        LONG.set(target, to + Long.BYTES, (long) LONG.get(source, from + Long.BYTES));
    }
}
