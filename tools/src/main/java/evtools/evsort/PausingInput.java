package evtools.evsort;

import evtools.cli.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An input that notices when nothing comes: whoever reads here and finds nothing is told so from time to time, on his
 * own thread, until something comes.
 *
 * <pre>
 *   something there ──► read at once
 *   nothing         ──► looked again for two milliseconds ──► a thread waits for it ──► read()
 *                                                                                         └ nothing still ──► idle
 * </pre>
 *
 * <p>For one reader.
 */
final class PausingInput extends InputStream {
    private static final int CHUNK_BYTES = 128 << 10;
    private static final long PAUSE_MILLIS = 200;
    private static final int LOOKS = 20;
    private static final long LOOK_NANOS = 50_000;

    private final InputStream in;
    private final Idle idle;
    private final WallClock clock;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final BlockingQueue<Boolean> wanted = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Result> results = new ArrayBlockingQueue<>(1);
    private int next;
    private int end;
    private boolean started;
    private boolean ended;
    private volatile boolean stopped;

    /** What there is to do while nothing comes. */
    interface Idle {
        /** Nothing came for so long since the last call, or since something came. */
        void idle(long nanos) throws IOException;
    }

    /** How much was read into the chunk, or why nothing was. */
    private record Result(int length, @Nullable IOException failure) {}

    PausingInput(InputStream in, WallClock clock, Idle idle) {
        this.in = in;
        this.clock = clock;
        this.idle = idle;
    }

    /** Has the stream end after what was read so far. May be called from any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public int available() throws IOException {
        return next < end ? end - next : stopped || ended ? 0 : in.available();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (next >= end) {
            if (!ended && !stopped && isThere()) {
                int count = in.read(target, offset, length);
                ended = count < 0;
                return count;
            }
            if (!fillChunk()) {
                return -1;
            }
        }
        int count = Math.min(length, end - next);
        System.arraycopy(chunk, next, target, offset, count);
        next += count;
        return count;
    }

    /** Whether something is there, now or very soon. */
    private boolean isThere() throws IOException {
        for (int i = 0; i < LOOKS && !stopped; i++) {
            if (in.available() > 0) {
                return true;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return in.available() > 0;
    }

    /** Has a thread of its own wait for input; false: the input has ended. */
    private boolean fillChunk() throws IOException {
        if (ended || stopped) {
            ended = true;
            return false;
        }
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("evsort-input").start(this::readOnDemand);
        }
        Result result = await();
        ended = result == null || result.length < 0;
        if (result != null && result.failure != null) {
            throw result.failure;
        }
        next = 0;
        end = result == null ? 0 : Math.max(result.length, 0);
        return !ended;
    }

    /** What the thread has read; null: it is to be waited for no longer. */
    private @Nullable Result await() throws IOException {
        try {
            wanted.put(true);
            long sinceNanos = clock.monotonicNanos();
            while (!stopped) {
                Result result = results.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                if (result != null) {
                    return result;
                }
                long now = clock.monotonicNanos();
                idle.idle(now - sinceNanos);
                sinceNanos = now;
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
    }

    private void readOnDemand() {
        try {
            while (true) {
                wanted.take();
                results.put(readOnce());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Result readOnce() {
        try {
            return new Result(in.read(chunk), null);
        } catch (IOException e) {
            return new Result(-1, e);
        }
    }
}
