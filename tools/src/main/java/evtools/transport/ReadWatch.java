package evtools.transport;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the other side says something, and soon enough: noted by the thread that reads, asked by one that watches.
 *
 * <pre>
 *   reading thread    beforeRead ── waits ── afterRead     messageBegins … messageEnds
 *   watching thread   complaint: silent while awaited; or a message that has begun comes too slowly
 * </pre>
 *
 * <p>For these two threads.
 */
final class ReadWatch {
    /** In each such time inside a message ... */
    private static final long SLOW_NANOS = 30_000_000_000L;
    /** ... at least so many bytes of it must come, unless it ends. */
    private static final long SLOW_BYTES = 256 << 10;

    private final LongSupplier nanoClock;
    private volatile long heardAt;
    private volatile boolean reading;
    /** Counts messages that have begun to come in; odd: one is coming in. Written by the reading thread only. */
    private volatile long messageParts;
    /** Bytes read. Written by the reading thread only. */
    private volatile long readBytes;

    private long ownReadBytes;

    private long watchedMessage;
    private long watchedSince;
    private long watchedBytes;

    ReadWatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.heardAt = nanoClock.getAsLong();
    }

    /** From now on the other side is awaited. */
    void beforeRead() {
        heardAt = nanoClock.getAsLong();
        reading = true;
    }

    /** So many bytes have come; 0 or less: none. */
    void afterRead(int bytes) {
        ownReadBytes += Math.max(0, bytes);
        readBytes = ownReadBytes;
        reading = false;
        heardAt = nanoClock.getAsLong();
    }

    /** A part of a message has come, and more of it is awaited. */
    void messageBegins() {
        if ((messageParts & 1) == 0) {
            setMessageParts(messageParts + 1);
        }
    }

    /** All of it has come. */
    void messageEnds() {
        if ((messageParts & 1) != 0) {
            setMessageParts(messageParts + 1);
        }
    }

    private void setMessageParts(long parts) {
        messageParts = parts;
    }

    /** What is wrong with the other side, for a person; null: nothing. */
    @Nullable
    String complaint(long nowNanos, long silenceNanos) {
        // Only while reading: a reader busy with a message hears nothing, and that is not the other side's fault.
        if (!reading) {
            return null;
        }
        if (nowNanos - heardAt > silenceNanos) {
            return "silent for " + silenceNanos / 1_000_000 + " ms";
        }
        return isTooSlow(nowNanos) ? "brings a message too slowly" : null;
    }

    private boolean isTooSlow(long nowNanos) {
        long message = messageParts;
        if (message != watchedMessage) {
            watchedMessage = message;
            watchedSince = nowNanos;
            watchedBytes = readBytes;
        }
        if ((message & 1) == 0 || nowNanos - watchedSince < SLOW_NANOS) {
            return false;
        }
        if (readBytes - watchedBytes < SLOW_BYTES) {
            return true;
        }
        watchedSince = nowNanos;
        watchedBytes = readBytes;
        return false;
    }
}
