package evtools.sort;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Arrays to be used again, so that memory that was touched once is not given up. Not thread-safe. */
final class ArrayPool {
    private static final int STEP_BYTES = 16 << 10;

    private final Map<Integer, Deque<byte[]>> free = new HashMap<>();
    private final long maxBytes;
    private long bytes;

    /** @param maxBytes how much is kept for use */
    ArrayPool(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An array of at least {@code length} bytes, with anything in them. */
    byte[] take(int length) {
        int size = (length + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
        Deque<byte[]> same = free.get(size);
        byte[] found = same == null ? null : same.poll();
        if (found == null) {
            return new byte[size];
        }
        bytes -= size;
        return found;
    }

    /** Nobody uses the array any more. */
    void give(byte[] array) {
        if (bytes + array.length <= maxBytes) {
            free.computeIfAbsent(array.length, size -> new ArrayDeque<>()).push(array);
            bytes += array.length;
        }
    }

    /** Gives all up. */
    void clear() {
        free.clear();
        bytes = 0;
    }

    /** Bytes that wait to be used again. */
    long bytes() {
        return bytes;
    }
}
