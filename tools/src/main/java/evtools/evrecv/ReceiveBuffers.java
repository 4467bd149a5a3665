package evtools.evrecv;

import evtools.transport.Connection;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory that frames are received into, bounded for all connections together: a connection has a buffer only while
 * a frame is coming in. Buffers come in a few sizes and are used again.
 *
 * <p>Thread-safe.
 */
final class ReceiveBuffers {
    /** Least bound: two of the largest frames. */
    static final long LEAST_BYTES = 2L * Connection.MAX_FRAME_BYTES;

    private static final int SMALLEST_BYTES = 64 << 10;

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final TreeMap<Integer, ArrayDeque<ByteBuffer>> free = new TreeMap<>();
    private long allocatedBytes;
    private long freeBytes;

    ReceiveBuffers(long maxBytes) {
        this.maxBytes = Math.max(LEAST_BYTES, maxBytes);
    }

    /**
     * A buffer for at least so many bytes, to be given back; waits for one if there is no memory.
     *
     * @return null if none came free in time
     */
    @Nullable
    ByteBuffer take(int length, int waitMillis) {
        int size = sizeFor(length);
        long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
        lock.lock();
        try {
            ByteBuffer buffer = find(size);
            while (buffer == null && left > 0) {
                left = given.awaitNanos(left);
                buffer = find(size);
            }
            return buffer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ByteBuffer find(int size) {
        ArrayDeque<ByteBuffer> fitting = free.get(size);
        ByteBuffer buffer = fitting == null ? null : fitting.pollLast();
        if (buffer != null) {
            freeBytes -= size;
            return buffer;
        }
        if (allocatedBytes - freeBytes + size > maxBytes) {
            return null;
        }
        // Others of other sizes lie idle: let the largest go.
        while (allocatedBytes + size > maxBytes) {
            Map.Entry<Integer, ArrayDeque<ByteBuffer>> largest = free.lastEntry();
            if (largest.getValue().pollLast() == null) {
                free.remove(largest.getKey());
            } else {
                allocatedBytes -= largest.getKey();
                freeBytes -= largest.getKey();
            }
        }
        allocatedBytes += size;
        return ByteBuffer.allocateDirect(size);
    }

    /** Gives a buffer back. */
    void give(ByteBuffer buffer) {
        lock.lock();
        try {
            free.computeIfAbsent(buffer.capacity(), any -> new ArrayDeque<>()).addLast(buffer);
            freeBytes += buffer.capacity();
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of the buffers that frames are coming into now. */
    long usedBytes() {
        lock.lock();
        try {
            return allocatedBytes - freeBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all buffers, at most the bound. */
    long allocatedBytes() {
        lock.lock();
        try {
            return allocatedBytes;
        } finally {
            lock.unlock();
        }
    }

    private static int sizeFor(int length) {
        if (length <= SMALLEST_BYTES) {
            return SMALLEST_BYTES;
        }
        int power = Integer.highestOneBit(length - 1) << 1;
        return Math.min(power, Connection.MAX_FRAME_BYTES);
    }
}
