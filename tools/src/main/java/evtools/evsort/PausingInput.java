package evtools.evsort;

import evtools.cli.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An input that notices when nothing comes: a thread of its own reads ahead, and whoever reads here and finds nothing is
 * told so from time to time, on his own thread, until something comes.
 *
 * <pre>
 *   pipe ──► thread ──► queue of chunks ──► read()
 *                                             └ nothing for a while ──► idle
 * </pre>
 *
 * <p>For one reader.
 */
final class PausingInput extends InputStream {
    private static final int CHUNK_BYTES = 128 << 10;
    private static final int MAX_CHUNKS = 16;
    private static final long PAUSE_MILLIS = 200;

    private final InputStream in;
    private final Idle idle;
    private final WallClock clock;
    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MAX_CHUNKS);
    private Chunk current = new Chunk(new byte[0], 0, null);
    private int next;
    private boolean started;
    private volatile boolean stopped;

    /** What there is to do while nothing comes. */
    interface Idle {
        /** Nothing came for so long since the last call, or since something came. */
        void idle(long nanos) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Chunk(byte[] bytes, int length, @Nullable IOException failure) {}

    PausingInput(InputStream in, WallClock clock, Idle idle) {
        this.in = in;
        this.clock = clock;
        this.idle = idle;
    }

    /** Has the stream end after what was read so far. May be called from any thread. */
    void stop() {
        stopped = true;
    }

    private void readAhead() {
        try {
            while (true) {
                byte[] bytes = new byte[CHUNK_BYTES];
                int count = in.read(bytes);
                chunks.put(new Chunk(bytes, count, null));
                if (count < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            offer(new Chunk(new byte[0], -1, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void offer(Chunk last) {
        try {
            chunks.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int available() {
        int left = current.length - next;
        Chunk following = left > 0 ? null : chunks.peek();
        return following == null ? Math.max(0, left) : Math.max(1, following.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (next >= current.length) {
            if (current.length < 0) {
                return -1;
            }
            current = take();
            next = 0;
            if (current.failure != null) {
                throw current.failure;
            }
            if (current.length < 0) {
                return -1;
            }
        }
        int count = Math.min(length, current.length - next);
        System.arraycopy(current.bytes, next, target, offset, count);
        next += count;
        return count;
    }

    private Chunk take() throws IOException {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("evsort-input").start(this::readAhead);
        }
        long sinceNanos = clock.monotonicNanos();
        try {
            while (true) {
                Chunk chunk =
                        stopped ? new Chunk(new byte[0], -1, null) : chunks.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                if (chunk != null) {
                    return chunk;
                }
                long now = clock.monotonicNanos();
                idle.idle(now - sinceNanos);
                sinceNanos = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
    }
}
