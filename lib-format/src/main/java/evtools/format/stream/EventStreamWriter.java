package evtools.format.stream;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameWriter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes events into frames that are cut when they reach a size, or at {@link #cut}. A frame whose events come in order,
 * none of them twice, is flagged so. Uncompressed frames are built where they are written from: their bytes aren't
 * copied again. The stream belongs to the caller, who closes it. Not
 * thread-safe.
 *
 * <p>Frames carry the fields of {@link #header} (flags, durability, environment, …); kind, codec, counts, lengths and
 * bounds, and the flag for sorted, are filled in here.
 */
public final class EventStreamWriter implements AutoCloseable {
    /** Frames in pipes: large enough to be cheap, small enough to be soon there and to stay in the cache. */
    public static final int PIPE_FRAME_BYTES = 128 << 10;

    private final FrameWriter frames;
    private final int codec;
    private final int targetBytes;
    private final int fullBytes;
    private final FrameHeader header = new FrameHeader();
    private final FrameHeader otherHeader = new FrameHeader();
    private final ByteArrayBuilder buffer;
    private final TailTable tails = new TailTable();
    private long frame;
    private int wholeLength;
    private int events;
    private long minPoint;
    private long maxPoint;
    private long lastPoint;
    private int lastStart;
    private int currentStart;
    private boolean sorted;

    /** Uncompressed frames for a pipe. */
    public EventStreamWriter(OutputStream out) {
        this(new FrameWriter(out), FrameCodec.NONE, PIPE_FRAME_BYTES);
    }

    /**
     * Takes the frame writer over.
     *
     * @param codec one of {@link FrameCodec} that row frames can have
     * @param targetBytes a frame is cut before it exceeds this, decoded; at most 8 MiB
     */
    public EventStreamWriter(FrameWriter frames, int codec, int targetBytes) {
        if (targetBytes < EventFormat.LENGTH_BYTES + EventFormat.MAX_EVENT_BYTES
                || targetBytes > FrameLimits.MAX_ROW_RAW_BYTES) {
            throw new IllegalArgumentException("frame target of " + targetBytes + " bytes");
        }
        this.frames = frames;
        this.codec = codec;
        this.targetBytes = targetBytes;
        this.fullBytes = targetBytes - targetBytes / 4;
        this.buffer = new ByteArrayBuilder(FrameLimits.HEADER_BYTES + targetBytes);
        clear();
    }

    /** The header that the next frames get. Change it only directly after {@link #cut}. */
    public FrameHeader header() {
        return header;
    }

    /** Adds an event, given without its length. */
    public void add(byte[] source, int offset, int length) throws IOException {
        long point = BigEndian.getLong(source, offset + EventFormat.POINT_OFFSET);
        boolean foreign = source[offset] != EventFormat.VERSION;
        if (foreign) {
            // No valid event. In a frame with tails it could be taken for one that ends in one of them.
            cut();
        }
        cutBetweenPoints(point);
        prepare(length);
        buffer.putShort(length).put(source, offset, length);
        added(point);
        if (foreign) {
            cut();
        }
    }

    /**
     * Adds an event that lies without its tail, and that can be made whole.
     *
     * @param source holds it without its length; its first byte doesn't matter
     */
    public void add(byte[] source, int offset, int length, SharedTail tail) throws IOException {
        long point = BigEndian.getLong(source, offset + EventFormat.POINT_OFFSET);
        cutBetweenPoints(point);
        int wholeEvent = length + tail.entries.length;
        prepare(wholeEvent);
        int version = versionOf(tail);
        if (version == TailTable.WHOLE) {
            buffer.putShort(wholeEvent);
            tail.expand(source, offset, length, buffer.ensure(wholeEvent), buffer.length());
            buffer.advance(wholeEvent);
        } else {
            buffer.putShort(length).put(source, offset, length);
            buffer.array()[currentStart + EventFormat.LENGTH_BYTES] = (byte) version;
        }
        added(point);
    }

    /**
     * Cuts a frame that is nearly full where the point changes: frames whose points don't touch can be merged without
     * being decoded. With so many events at one point that the frame is full before, it is cut among them.
     */
    private void cutBetweenPoints(long point) throws IOException {
        if (pendingBytes() >= fullBytes && point != lastPoint) {
            cut();
        }
    }

    /**
     * Makes room for an event of up to {@code maxLength} bytes when whole, and returns the buffer, to which the caller
     * appends one event with its length before it, as {@link evtools.format.event.EventBuilder#finish} does; then the
     * caller says {@link #added}.
     */
    public ByteArrayBuilder prepare(int maxLength) throws IOException {
        int more = EventFormat.LENGTH_BYTES + maxLength;
        boolean tooMuch = tails.count() > 0
                && (pendingBytes() + tails.tableBytes() + TailTable.ENTRY_LENGTH_BYTES + more > targetBytes
                        || wholeLength + more > FrameLimits.MAX_ROW_RAW_BYTES);
        if (tooMuch || pendingBytes() + more > targetBytes) {
            cut();
        }
        currentStart = buffer.length();
        return buffer;
    }

    /**
     * The first byte, instead of its version, of the event that is to be appended after {@link #prepare}, if its tokens
     * end in this tail: it is to be left out of them then.
     *
     * @return {@link TailTable#WHOLE} if the frame has no room for the tail: the event must be appended whole
     */
    public int versionOf(SharedTail tail) {
        if (tail.frame != frame || tail.writer != this) {
            byte[] entries = tail.entries;
            tail.version = tails.add(entries, 0, entries.length);
            tail.frame = frame;
            tail.writer = this;
        }
        return tail.version;
    }

    /** Counts the event that was appended after {@link #prepare}. */
    public void added(long point) {
        if (events == 0 || Long.compareUnsigned(point, minPoint) < 0) {
            minPoint = point;
        }
        if (events == 0 || Long.compareUnsigned(point, maxPoint) > 0) {
            maxPoint = point;
        }
        sorted = sorted && (events == 0 || inOrder(point));
        wholeLength += buffer.length() - currentStart;
        if (tails.count() > 0) {
            wholeLength += tails.length(buffer.array()[currentStart + EventFormat.LENGTH_BYTES] & 0xFF);
        }
        lastPoint = point;
        lastStart = currentStart;
        events++;
    }

    private boolean inOrder(long point) {
        int order = Long.compareUnsigned(lastPoint, point);
        return order < 0
                || (order == 0
                        && tails.compareAtSamePoint(
                                        buffer.array(),
                                        lastStart + EventFormat.LENGTH_BYTES,
                                        BigEndian.getUnsignedShort(buffer.array(), lastStart),
                                        buffer.array(),
                                        currentStart + EventFormat.LENGTH_BYTES,
                                        BigEndian.getUnsignedShort(buffer.array(), currentStart))
                                < 0);
    }

    /** Decoded bytes that wait for the next cut. */
    public int pendingBytes() {
        return buffer.length() - FrameLimits.HEADER_BYTES;
    }

    /** Writes what was added as a frame; nothing if nothing was. */
    public void cut() throws IOException {
        if (events == 0) {
            return;
        }
        header.kind(FrameKind.EVENTS).codec(codec).events(events, minPoint, maxPoint);
        header.flags(sorted ? header.flags() | FrameFlags.SORTED : header.flags() & ~FrameFlags.SORTED);
        int whole = 0;
        if (tails.count() > 0) {
            tails.appendTo(buffer);
            whole = wholeLength;
        }
        if (codec == FrameCodec.NONE) {
            frames.writeInPlace(header, buffer.array(), pendingBytes(), whole);
        } else {
            frames.writeShared(header, buffer.array(), FrameLimits.HEADER_BYTES, pendingBytes(), whole);
        }
        clear();
    }

    private void clear() {
        buffer.clear();
        buffer.ensure(FrameLimits.HEADER_BYTES);
        buffer.advance(FrameLimits.HEADER_BYTES);
        tails.clear();
        wholeLength = 0;
        frame++;
        events = 0;
        sorted = true;
    }

    /** Cuts, then passes a whole frame on as it is. */
    public void passOn(byte[] source, int frameOffset, int frameLength) throws IOException {
        cut();
        frames.writeStored(source, frameOffset, frameLength);
    }

    /** Cuts, then writes a frame of another kind with this payload. */
    public void writeOther(int kind, byte[] payload, int offset, int length) throws IOException {
        cut();
        otherHeader.kind(kind).codec(FrameCodec.NONE).events(0, 0, 0);
        frames.write(otherHeader, payload, offset, length);
    }

    /** Cuts, then writes an end frame: the writer finished on purpose. */
    public void end() throws IOException {
        writeOther(FrameKind.END, new byte[0], 0, 0);
        frames.flush();
    }

    /** Cuts and flushes the stream. */
    public void flush() throws IOException {
        cut();
        frames.flush();
    }

    /** Frees the codecs; writes nothing. */
    @Override
    public void close() {
        frames.close();
    }
}
