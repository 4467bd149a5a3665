package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A connection over a link. {@link #run} reads it until it ends; a thread of its own writes what is queued, and
 * heartbeats when nothing is.
 *
 * <pre>
 *   thread of run      link ──► {@link MessageReader} ──► {@link MessageHandler}
 *   its own thread     link ◄── writing ◄── {@link MessageQueue} ◄── offer, send, put
 *   anybody            closeIfSilent ──► {@link ReadWatch}
 * </pre>
 *
 * <p>Thread-safe, except that only one thread may {@link #run} it.
 */
public final class LinkConnection implements Connection {
    private final ByteLink link;
    private final ReadWatch watch;
    private final MessageReader reader;
    private final MessageQueue queue;

    /**
     * @param link after the handshake
     * @param maxQueuedBytes how much may wait to be written
     * @param nanoClock monotonic time
     */
    public LinkConnection(ByteLink link, long maxQueuedBytes, LongSupplier nanoClock) {
        this.link = link;
        this.watch = new ReadWatch(nanoClock);
        this.reader = new MessageReader(link, watch);
        this.queue = new MessageQueue(maxQueuedBytes);
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
            reader.readAll(handler);
            why = "connection closed by the other side";
        } catch (IOException | RuntimeException e) {
            why = reason(e);
        }
        close(why);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return queue.closedWhy();
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void writeLoop() {
        SmallMessage out = new SmallMessage();
        try {
            OutgoingMessage message;
            while ((message = queue.take()) != null) {
                boolean last;
                try {
                    write(message, out);
                } finally {
                    message.done();
                    last = queue.written(message);
                }
                if (last) {
                    link.flush();
                }
            }
            if (!isClosed()) {
                link.end();
            }
            close("closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close("interrupted");
        } catch (IOException | RuntimeException e) {
            close(reason(e));
        }
    }

    private void write(OutgoingMessage message, SmallMessage out) throws IOException {
        out.head(message);
        if (message.length() <= SmallMessage.MAX_BODY_BYTES) {
            // In one write: two would wake the other side up twice.
            message.writeBody(out);
            link.write(out.written());
        } else {
            link.write(out.written());
            message.writeBody(link.channel());
        }
    }

    @Override
    public boolean offer(OutgoingMessage message) {
        return queue.offer(message);
    }

    @Override
    public void send(int type, ByteBuffer body) {
        if (!queue.addAnyway(type, body)) {
            close("does not read: more than " + MessageQueue.TOO_MANY_MESSAGES + " messages wait for it");
        }
    }

    @Override
    public void put(OutgoingMessage message) throws IOException {
        try {
            queue.put(message);
        } catch (IOException e) {
            message.done();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close("interrupted");
            message.done();
            throw new IOException(queue.closedWhy(), e);
        }
    }

    @Override
    public void awaitRoom(int millis) {
        try {
            queue.awaitRoom(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean closeIfSilent(long nowNanos, long limitNanos) {
        String complaint = watch.complaint(nowNanos, limitNanos);
        return complaint != null && end(complaint);
    }

    @Override
    public void drainAndClose() {
        queue.drain();
    }

    @Override
    public boolean isClosed() {
        return queue.isClosed();
    }

    @Override
    public void close(String why) {
        end(why);
    }

    private boolean end(String why) {
        List<OutgoingMessage> left = queue.close(why);
        if (left == null) {
            return false;
        }
        link.close();
        for (OutgoingMessage message : left) {
            message.done();
        }
        return true;
    }

    @Override
    public void close() {
        // If the writing thread is idle it says that this is the end, and closes.
        if (!queue.drainIfIdle()) {
            close("closed");
        }
    }
}
