package evtools.transport;

import evtools.format.frame.FrameLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection after its handshake, as those see it who have something to say. What the other side says goes to a
 * {@link MessageHandler}. Implementations are thread-safe, and equal to nothing but themselves.
 */
public interface Connection extends Closeable {
    /** A side that writes nothing else writes a heartbeat this often. */
    int HEARTBEAT_MILLIS = 150;

    /** Bytes of a message before its body. */
    int HEAD_BYTES = 8;

    /** Largest body of a message that is no frame. */
    int MAX_BODY_BYTES = 256 << 10;

    /** Largest frame: a row frame. The larger columnar ones are for archives. */
    int MAX_FRAME_BYTES = FrameLimits.HEADER_BYTES + FrameLimits.maxStoredBytes(FrameLimits.MAX_ROW_RAW_BYTES);

    /** Who is at the other end, for messages. */
    String remote();

    /**
     * Queues a message.
     *
     * @return false if the queue is full or the connection closed; the message is then still the caller's
     */
    boolean offer(OutgoingMessage message);

    /**
     * Queues a small message even when the queue is full; dropped if the connection is closed. Ends the connection when
     * far too many wait: the other side doesn't read what it asks for.
     */
    void send(int type, ByteBuffer body);

    /**
     * Queues a message, waiting for room.
     *
     * @throws IOException if the connection is closed; the message is done then
     */
    void put(OutgoingMessage message) throws IOException;

    /** Waits until the queue has room, or for that long, or until the other side seems stuck. */
    void awaitRoom(int millis);

    /**
     * Closes the connection if the other side was awaited and silent for that long, or brings a message far too slowly.
     *
     * @return whether it did so now
     */
    boolean closeIfSilent(long nowNanos, long limitNanos);

    /** Lets what is queued be written, takes nothing more, and then closes. */
    void drainAndClose();

    /** Whether it has ended. */
    boolean isClosed();

    /** Ends the connection; {@code why} is told to who serves it, unless it had ended before. */
    void close(String why);

    @Override
    void close();
}
