package evtools.replication;

import java.util.random.RandomGenerator;

/**
 * How much may be in flight to one server, and when to leave it alone. Grows by one frame for each window that is
 * answered in time (at first by one for each frame), and is halved when the server is lost, slow, full or overloaded,
 * at most once for what was sent before the last halving. Bytes grow and shrink with frames. Not thread-safe.
 */
final class SendWindow {
    /** Answers that take so many times as long as the quickest show that too much is waiting. */
    private static final int SLOW_FACTOR = 3;

    private final SenderLimits limits;
    private double frames;
    private boolean starting = true;
    private boolean halved;
    private long halvedAt;
    private int troubles;
    private boolean resting;
    private long restsUntil;
    private boolean measured;
    private long latencyNanos;
    /** About the shortest time in which it has answered lately: what no smaller window would make shorter. */
    private long baseNanos;

    private long answeredAt;
    private int inFlightFrames;
    private long inFlightBytes;

    SendWindow(SenderLimits limits) {
        this.limits = limits;
        this.frames = limits.firstWindowFrames();
    }

    /** Frames that may be in flight: 1 to the limits' {@code windowFrames}. */
    int frames() {
        return (int) frames;
    }

    /** Frames in flight now. */
    int inFlightFrames() {
        return inFlightFrames;
    }

    /** Bytes that may be in flight; a single larger frame may still go. */
    long bytes() {
        return (long) (frames / limits.windowFrames() * limits.windowBytes());
    }

    long inFlightBytes() {
        return inFlightBytes;
    }

    /** Whether another frame may go there. */
    boolean hasRoom() {
        return inFlightFrames == 0 || (inFlightFrames < (int) frames && inFlightBytes < bytes());
    }

    /** Whether the server is left alone for now. */
    boolean rests(long now) {
        if (resting && now - restsUntil >= 0) {
            resting = false;
        }
        return resting;
    }

    /** Whether it answers quickly, as far as is known: good enough to take over from one that doesn't. */
    boolean healthy(long now) {
        return !rests(now)
                && hasRoom()
                && latencyNanos < limits.slowNanos() / 2
                && (inFlightFrames == 0 || !measured || now - answeredAt < limits.slowNanos());
    }

    void sent(int bytes) {
        inFlightFrames++;
        inFlightBytes += bytes;
    }

    /** What was {@link #sent} is in flight no more. */
    void landed(int bytes) {
        inFlightFrames--;
        inFlightBytes -= bytes;
    }

    /** It has taken a frame that was sent at {@code sentAt}; the frame still counts as in flight. */
    void answered(long sentAt, long now) {
        long latency = now - sentAt;
        latencyNanos = measured ? latencyNanos + (latency - latencyNanos) / 8 : latency;
        baseNanos = measured && latency > baseNanos ? baseNanos + (latency - baseNanos) / 64 : latency;
        measured = true;
        answeredAt = now;
        troubles = 0;
        if (latency >= Math.max(limits.slowNanos(), SLOW_FACTOR * baseNanos)) {
            halve(sentAt, now);
        } else if (inFlightFrames >= frames / 2) {
            // Only a window that is used says anything about whether a larger one would do.
            frames = Math.min(limits.windowFrames(), frames + (starting ? 1 : 1 / frames));
        }
    }

    /** A frame that was sent at {@code sentAt} has been waited for too long: it is as if it were answered now. */
    void unanswered(long sentAt, long now) {
        latencyNanos = Math.max(latencyNanos, now - sentAt);
        baseNanos = measured ? baseNanos : latencyNanos;
        measured = true;
        halve(sentAt, now);
    }

    /** A frame sent at {@code sentAt} was not answered in time, or the connection was lost with it. */
    void halve(long sentAt, long now) {
        if (!halved || sentAt - halvedAt >= 0) {
            halved = true;
            halvedAt = now;
            starting = false;
            frames = Math.max(1, frames / 2);
        }
    }

    /** Leaves the server alone: first for about {@code base}, twice as long each time until it has taken a frame. */
    void rest(long base, long now, RandomGenerator random) {
        long nanos = Math.min(limits.maxRestNanos(), base << Math.min(troubles, 10));
        troubles++;
        long until = now + Jitter.of(nanos, random);
        if (!rests(now) || until - restsUntil > 0) {
            resting = true;
            restsUntil = until;
        }
    }

    /** A new connection: what was held against the server before is over; its window stays as small as it was. */
    void connected(long now) {
        resting = false;
        troubles = 0;
        measured = false;
        latencyNanos = 0;
        answeredAt = now;
    }
}
