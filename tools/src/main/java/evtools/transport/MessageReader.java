package evtools.transport;

import evtools.format.frame.FrameLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads a link's messages and hands them to who handles them. A frame goes straight into the buffer that it is given;
 * everything else through a buffer of this reader's. For one thread.
 */
final class MessageReader {
    private static final int SMALL_READ_BYTES = 4 << 10;
    private static final int FIRST_BUFFER_BYTES = 16 << 10;

    private final ByteLink link;
    private final ReadWatch watch;
    private ByteBuffer in = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES).limit(0);

    MessageReader(ByteLink link, ReadWatch watch) {
        this.link = link;
        this.watch = watch;
    }

    /** Reads until the other side closes between two messages. */
    void readAll(MessageHandler handler) throws IOException {
        while (fill(Connection.HEAD_BYTES)) {
            int length = in.getInt();
            int type = in.get() & 0xFF;
            int flags = in.get() & 0xFF;
            in.getShort();
            if (type == MessageType.FRAME) {
                if (length < FrameLimits.HEADER_BYTES || length > Connection.MAX_FRAME_BYTES) {
                    throw new IOException("frame message of " + Integer.toUnsignedString(length) + " bytes");
                }
                readFrame(handler, flags, length);
            } else {
                if (length < 0 || length > Connection.MAX_BODY_BYTES) {
                    throw new IOException(
                            "message of type " + type + " with " + Integer.toUnsignedString(length) + " bytes");
                }
                readMessage(handler, type, flags, length);
            }
        }
    }

    private void readMessage(MessageHandler handler, int type, int flags, int length) throws IOException {
        watch.messageBegins();
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
        watch.messageBegins();
        while (frame.hasRemaining()) {
            if (read(frame) < 0) {
                throw new EOFException("connection closed inside a frame");
            }
        }
        watch.messageEnds();
        handler.frame(flags, frame.flip());
    }

    private void skipFrame(MessageHandler handler, int flags, int length) throws IOException {
        byte[] header = new byte[FrameLimits.HEADER_BYTES];
        if (!fill(header.length)) {
            throw new EOFException("connection closed inside a frame");
        }
        in.get(header);
        int left = length - header.length;
        watch.messageBegins();
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
        watch.messageEnds();
        handler.skipped(flags, ByteBuffer.wrap(header), length);
    }

    /** Makes at least {@code bytes} readable in {@link #in}; false if the other side closed between messages. */
    private boolean fill(int bytes) throws IOException {
        if (bytes > in.capacity()) {
            in = ByteBuffer.allocateDirect(Connection.MAX_BODY_BYTES + Connection.HEAD_BYTES)
                    .put(in)
                    .flip();
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
                watch.messageBegins();
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
        watch.messageEnds();
        return true;
    }

    private int read(ByteBuffer target) throws IOException {
        watch.beforeRead();
        int count = 0;
        try {
            count = link.read(target);
            return count;
        } finally {
            watch.afterRead(count);
        }
    }
}
