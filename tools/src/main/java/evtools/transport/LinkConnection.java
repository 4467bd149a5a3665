package evtools.transport;

import evtools.format.frame.FrameLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a link. {@link #run} reads it until it ends; a thread of its own writes what is queued, and
 * heartbeats when nothing is.
 *
 * <p>Thread-safe, except that only one thread may {@link #run} it.
 */
public final class LinkConnection implements Connection {
    private static final int SMALL_READ_BYTES = 4 << 10;
    private static final int FIRST_BUFFER_BYTES = 16 << 10;
    /** Messages that may wait to be written, beside the bound of their bytes. */
    private static final int MAX_QUEUED_MESSAGES = 16_384;
    /** So many that the other side surely doesn't read. */
    private static final int TOO_MANY_MESSAGES = 4 * MAX_QUEUED_MESSAGES;

    /** In each such time inside a message ... */
    private static final long SLOW_NANOS = 30_000_000_000L;
    /** ... at least so many bytes of it must come, unless it ends. */
    private static final long SLOW_BYTES = 256 << 10;

    private final ByteLink link;
    private final LongSupplier nanoClock;
    private final long maxQueuedBytes;
    private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();
    private ByteBuffer in = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES).limit(0);
    private long queuedBytes;
    private long writtenBytes;
    /** Somebody waited for room and nothing was written meanwhile: nobody waits again until something is. */
    private boolean stuck;

    private boolean draining;
    /** The writing thread waits for something to write. */
    private boolean idle;

    private boolean closed;
    private @Nullable String closedWhy;
    private volatile boolean reading;
    /** Counts messages that have begun to come in; odd: one is coming in. Written by the reading thread only. */
    private volatile long messageParts;
    /** Bytes read. Written by the reading thread only. */
    private volatile long readBytes;

    private long ownReadBytes;

    private long watchedMessage;
    private long watchedSince;
    private long watchedBytes;
    private volatile long heardAt;

    /**
     * @param link after the handshake
     * @param maxQueuedBytes how much may wait to be written
     * @param nanoClock monotonic time
     */
    public LinkConnection(ByteLink link, long maxQueuedBytes, LongSupplier nanoClock) {
        this.link = link;
        this.maxQueuedBytes = maxQueuedBytes;
        this.nanoClock = nanoClock;
        this.heardAt = nanoClock.getAsLong();
    }

    @Override
    public String remote() {
        return link.remote();
    }

    /**
     * Reads messages until the connection ends.
     *
     * @return why it ended, for a person
     */
    public String run(MessageHandler handler, String threadName) {
        Thread writer =
                Thread.ofPlatform().daemon().name(threadName + " writer").start(this::writeLoop);
        String why;
        try {
            readLoop(handler);
            why = "connection closed by the other side";
        } catch (IOException | RuntimeException e) {
            why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        close(why);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (queue) {
            return String.valueOf(closedWhy);
        }
    }

    private void readLoop(MessageHandler handler) throws IOException {
        while (true) {
            if (!fill(HEAD_BYTES)) {
                return;
            }
            int length = in.getInt();
            int type = in.get() & 0xFF;
            int flags = in.get() & 0xFF;
            in.getShort();
            if (type == MessageType.FRAME) {
                if (length < FrameLimits.HEADER_BYTES || length > MAX_FRAME_BYTES) {
                    throw new IOException("frame message of " + Integer.toUnsignedString(length) + " bytes");
                }
                readFrame(handler, flags, length);
            } else {
                if (length < 0 || length > MAX_BODY_BYTES) {
                    throw new IOException(
                            "message of type " + type + " with " + Integer.toUnsignedString(length) + " bytes");
                }
                messageBegins();
                if (!fill(length)) {
                    throw new EOFException("connection closed inside a message");
                }
                int end = in.position() + length;
                if (type != MessageType.HEARTBEAT) {
                    ByteBuffer body = in.slice(in.position(), length);
                    handler.message(type, flags, body);
                }
                in.position(end);
            }
        }
    }

    private void readFrame(MessageHandler handler, int flags, int length) throws IOException {
        ByteBuffer frame = handler.roomForFrame(flags, length);
        if (frame == null) {
            skipFrame(handler, flags, length);
            return;
        }
        frame.clear().limit(length);
        int early = Math.min(length, in.remaining());
        int end = in.limit();
        frame.put(in.limit(in.position() + early));
        in.limit(end);
        messageBegins();
        while (frame.hasRemaining()) {
            if (read(frame) < 0) {
                throw new EOFException("connection closed inside a frame");
            }
        }
        messageEnds();
        handler.frame(flags, frame.flip());
    }

    private void skipFrame(MessageHandler handler, int flags, int length) throws IOException {
        byte[] header = new byte[FrameLimits.HEADER_BYTES];
        if (!fill(header.length)) {
            throw new EOFException("connection closed inside a frame");
        }
        in.get(header);
        int left = length - header.length;
        messageBegins();
        while (left > 0) {
            if (!in.hasRemaining()) {
                in.clear();
                if (read(in) < 0) {
                    throw new EOFException("connection closed inside a frame");
                }
                in.flip();
            }
            int count = Math.min(left, in.remaining());
            in.position(in.position() + count);
            left -= count;
        }
        messageEnds();
        handler.skipped(flags, ByteBuffer.wrap(header), length);
    }

    private void messageBegins() {
        if ((messageParts & 1) == 0) {
            setMessageParts(messageParts + 1);
        }
    }

    private void messageEnds() {
        if ((messageParts & 1) != 0) {
            setMessageParts(messageParts + 1);
        }
    }

    private void setMessageParts(long parts) {
        messageParts = parts;
    }

    /** Makes at least {@code bytes} readable in {@link #in}; false if the other side closed between messages. */
    private boolean fill(int bytes) throws IOException {
        if (bytes > in.capacity()) {
            in = ByteBuffer.allocateDirect(MAX_BODY_BYTES + HEAD_BYTES).put(in).flip();
        }
        while (in.remaining() < bytes) {
            if (in.remaining() == 0) {
                in.clear().limit(0);
            } else if (in.position() + bytes > in.capacity()) {
                in.compact().flip();
            }
            int start = in.position();
            int end = in.limit();
            // Small reads: a frame's body then goes straight into its own buffer.
            in.limit(Math.min(in.capacity(), Math.max(start + bytes, end + SMALL_READ_BYTES)))
                    .position(end);
            int count;
            if (end > start) {
                messageBegins();
            }
            try {
                count = read(in);
            } finally {
                in.limit(in.position()).position(start);
            }
            if (count < 0) {
                if (in.hasRemaining()) {
                    throw new EOFException("connection closed inside a message");
                }
                return false;
            }
        }
        messageEnds();
        return true;
    }

    private int read(ByteBuffer target) throws IOException {
        heardAt = nanoClock.getAsLong();
        reading = true;
        try {
            int count = link.read(target);
            ownReadBytes += Math.max(0, count);
            readBytes = ownReadBytes;
            return count;
        } finally {
            reading = false;
            heardAt = nanoClock.getAsLong();
        }
    }

    @Override
    public void awaitRoom(int millis) {
        synchronized (queue) {
            long writtenBefore = writtenBytes;
            if (closed || queuedBytes < maxQueuedBytes || stuck) {
                return;
            }
            try {
                queue.wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stuck = writtenBytes == writtenBefore;
        }
    }

    @Override
    public boolean closeIfSilent(long nowNanos, long limitNanos) {
        // Only while reading: a reader busy with a message hears nothing, and that is not the other side's fault.
        if (!reading) {
            return false;
        }
        if (nowNanos - heardAt > limitNanos) {
            return end("silent for " + limitNanos / 1_000_000 + " ms");
        }
        return isTooSlow(nowNanos) && end("brings a message too slowly");
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

    @Override
    public boolean offer(OutgoingMessage message) {
        synchronized (queue) {
            if (closed || draining || !hasRoom(message)) {
                return false;
            }
            add(message);
            return true;
        }
    }

    @Override
    public void send(int type, ByteBuffer body) {
        synchronized (queue) {
            if (closed || draining) {
                return;
            }
            if (queue.size() < TOO_MANY_MESSAGES) {
                add(OutgoingMessage.of(type, body));
                return;
            }
        }
        close("does not read: more than " + TOO_MANY_MESSAGES + " messages wait for it");
    }

    private boolean hasRoom(OutgoingMessage message) {
        return queue.size() < MAX_QUEUED_MESSAGES
                && (queuedBytes == 0 || queuedBytes + message.length() <= maxQueuedBytes);
    }

    @Override
    public void put(OutgoingMessage message) throws IOException {
        synchronized (queue) {
            while (!closed && !hasRoom(message)) {
                try {
                    queue.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    close("interrupted");
                }
            }
            if (closed || draining) {
                message.done();
                throw new IOException(String.valueOf(closedWhy));
            }
            add(message);
        }
    }

    private void add(OutgoingMessage message) {
        queue.addLast(message);
        queuedBytes += message.length();
        queue.notifyAll();
    }

    private void writeLoop() {
        SmallMessage out = new SmallMessage();
        try {
            while (true) {
                OutgoingMessage message = take();
                if (message == null) {
                    break;
                }
                boolean last;
                try {
                    out.head(message);
                    if (message.length() <= SmallMessage.MAX_BODY_BYTES) {
                        // In one write: two would wake the other side up twice.
                        message.writeBody(out);
                        link.write(out.written());
                    } else {
                        link.write(out.written());
                        message.writeBody(link.channel());
                    }
                } finally {
                    message.done();
                    synchronized (queue) {
                        queuedBytes -= message.length();
                        writtenBytes += message.length();
                        stuck = false;
                        last = queue.isEmpty();
                        queue.notifyAll();
                    }
                }
                if (last) {
                    link.flush();
                }
            }
            if (!isClosed()) {
                link.end();
            }
            close("closed");
        } catch (IOException | RuntimeException e) {
            close(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    /** The next message, or a heartbeat when there was none for a while; null when nothing more will be written. */
    private @Nullable OutgoingMessage take() {
        synchronized (queue) {
            if (queue.isEmpty() && !closed && !draining) {
                idle = true;
                try {
                    queue.wait(HEARTBEAT_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                } finally {
                    idle = false;
                }
            }
            if (closed || (draining && queue.isEmpty())) {
                return null;
            }
            OutgoingMessage message = queue.pollFirst();
            return message != null ? message : OutgoingMessage.of(MessageType.HEARTBEAT, ByteBuffer.allocate(0));
        }
    }

    @Override
    public void drainAndClose() {
        synchronized (queue) {
            draining = true;
            queue.notifyAll();
        }
    }

    @Override
    public boolean isClosed() {
        synchronized (queue) {
            return closed;
        }
    }

    @Override
    public void close(String why) {
        end(why);
    }

    private boolean end(String why) {
        ArrayDeque<OutgoingMessage> left;
        synchronized (queue) {
            if (closed) {
                return false;
            }
            closed = true;
            closedWhy = why;
            left = new ArrayDeque<>(queue);
            queue.clear();
            queuedBytes = 0;
            queue.notifyAll();
        }
        link.close();
        for (OutgoingMessage message : left) {
            message.done();
        }
        return true;
    }

    @Override
    public void close() {
        synchronized (queue) {
            if (idle && !closed && !draining) {
                // The writing thread says that this is the end, and closes.
                draining = true;
                queue.notifyAll();
                return;
            }
        }
        close("closed");
    }
}
