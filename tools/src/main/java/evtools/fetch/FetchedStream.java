package evtools.fetch;

import evtools.cli.OutputFormat;
import evtools.cli.UserError;
import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A range of events from all servers of a cluster as a stream of frames, fetched while it is read.
 *
 * <pre>
 *   servers ──► RangeFetch ──► queue of at most 4 MiB ──► read
 *               on a thread of its own
 * </pre>
 *
 * <p>Nobody is asked before the first read. The stream ends with an IOException where the answer may not be complete,
 * whose cause is a {@link UserError} if there is more to say. For one reader; not thread-safe.
 */
public final class FetchedStream extends InputStream {
    private static final int QUEUE = 16;
    private static final int MAX_CHUNK_BYTES = 256 << 10;
    private static final int POLL_MILLIS = 100;
    private static final byte[] END = new byte[0];

    private final RangeFetch fetch;
    private final long memoryBytes;
    private final Path temporaryDirectory;
    private final Runnable whenDamaged;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
    private volatile @Nullable IOException failure;
    private volatile boolean closed;
    private byte[] chunk = END;
    private int next;
    private boolean started;
    private boolean ended;

    /**
     * @param filter as {@link RangeFetch} takes it
     * @param memoryBytes how much frames that overlap may take, roughly
     * @param temporaryDirectory where the others go
     * @param whenDamaged is run by the reader, before the end, if frames came that can't be used; they were reported
     */
    public FetchedStream(
            Cluster cluster, EventFilter filter, long memoryBytes, Path temporaryDirectory, Runnable whenDamaged) {
        this.fetch = new RangeFetch(cluster, filter);
        this.memoryBytes = memoryBytes;
        this.temporaryDirectory = temporaryDirectory;
        this.whenDamaged = whenDamaged;
        // An empty time has no range that could be asked for.
        this.ended = filter.untilPoint() == 0;
    }

    private void fetch() {
        try (EventOutput out = EventOutputOptions.open(new Chunks(), false, OutputFormat.EV, null, false)) {
            if (!fetch.run(out, memoryBytes, temporaryDirectory)) {
                out.flush();
                throw new IOException(fetch.incomplete());
            }
        } catch (IOException e) {
            failure = e;
        } catch (UserError e) {
            failure = new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            failure = new IOException("interrupted", e);
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure = new IOException(String.valueOf(e), e);
        }
        try {
            put(END);
        } catch (IOException e) {
            // The reader has gone: nobody waits for the end.
        }
    }

    private void put(byte[] bytes) throws IOException {
        try {
            while (!queue.offer(bytes, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new IOException("not wanted any more");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private final class Chunks extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            put(new byte[] {(byte) value});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int from = offset; from < end; from += MAX_CHUNK_BYTES) {
                put(Arrays.copyOfRange(bytes, from, Math.min(end, from + MAX_CHUNK_BYTES)));
            }
        }
    }

    /** Whether there is something to read; waits for it. */
    private boolean hasMore() throws IOException {
        while (next == chunk.length) {
            if (ended) {
                return false;
            }
            if (!started) {
                started = true;
                Thread.ofPlatform().daemon().name("fetch").start(this::fetch);
            }
            try {
                chunk = queue.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            next = 0;
            if (chunk.length == 0) {
                end();
            }
        }
        return true;
    }

    private void end() throws IOException {
        ended = true;
        if (fetch.damaged()) {
            whenDamaged.run();
        }
        IOException why = failure;
        if (why != null) {
            throw why;
        }
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? chunk[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - next);
        System.arraycopy(chunk, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public int available() {
        byte[] waiting = queue.peek();
        return chunk.length - next + (waiting == null ? 0 : waiting.length);
    }

    @Override
    public void close() {
        closed = true;
        fetch.abandon();
    }
}
