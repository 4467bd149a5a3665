package evtools.format.segmentfile;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameWriter;
import evtools.format.segment.SegmentLimits;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a segment: collects events into blocks, then index and trailer. The stream belongs to the caller, who closes
 * it. Memory: the events of one block, and about as much again while it is encoded. Not thread-safe.
 */
public final class SegmentFileWriter implements AutoCloseable {
    /** The level while sealing; 19 is for archives that are made once more in the background. */
    public static final int SEALING_LEVEL = 3;

    /** Decoded bytes of a block where memory allows: events of about 64 MB of text. */
    public static final int BLOCK_BYTES = 120 << 20;

    /** Decoded bytes of a block where memory is short. */
    public static final int SMALL_BLOCK_BYTES = 32 << 20;

    private final OutputStream out;
    private final FrameCodecs codecs;
    private final int blockBytes;
    private final FrameHeader header = new FrameHeader();
    private final ByteArrayBuilder rows = new ByteArrayBuilder(1 << 20);
    private final ByteArrayBuilder frame = new ByteArrayBuilder(1 << 20);
    private final SegmentIndexBuilder index = new SegmentIndexBuilder();
    private long position;
    private int events;
    private long minPoint;
    private long maxPoint;
    private int lastStart;
    private boolean sorted = true;

    /**
     * Makes a writer.
     *
     * @param zstdLevel 1 to 19
     * @param blockBytes a block is cut before its events take more than this, decoded
     */
    public SegmentFileWriter(OutputStream out, int zstdLevel, int blockBytes) {
        if (blockBytes < EventFormat.LENGTH_BYTES + EventFormat.MAX_EVENT_BYTES || blockBytes > BLOCK_BYTES) {
            throw new IllegalArgumentException("block of " + blockBytes + " bytes");
        }
        this.out = out;
        this.codecs = new FrameCodecs(zstdLevel);
        this.blockBytes = blockBytes;
    }

    /** The size of blocks that suits a heap of {@code maxHeapBytes}. */
    public static int blockBytes(long maxHeapBytes) {
        return maxHeapBytes >= 1_200L << 20 ? BLOCK_BYTES : SMALL_BLOCK_BYTES;
    }

    /** The header that the next blocks get. Change it only before the first event or after {@link #cut}. */
    public FrameHeader header() {
        return header;
    }

    /** Adds an event, given without its length. */
    public void add(byte[] source, int offset, int length) throws IOException {
        int after = rows.length() + EventFormat.LENGTH_BYTES + length;
        if (after > blockBytes || events >= SegmentLimits.maxRows(after)) {
            cut();
        }
        int start = rows.length();
        rows.putShort(length).put(source, offset, length);
        long point = BigEndian.getLong(source, offset + EventFormat.POINT_OFFSET);
        if (events == 0) {
            minPoint = point;
            maxPoint = point;
        } else {
            minPoint = Long.compareUnsigned(point, minPoint) < 0 ? point : minPoint;
            maxPoint = Long.compareUnsigned(point, maxPoint) > 0 ? point : maxPoint;
            sorted = sorted && inOrder(start);
        }
        lastStart = start;
        events++;
    }

    private boolean inOrder(int start) {
        byte[] array = rows.array();
        return EventOrder.compare(
                        array,
                        lastStart + EventFormat.LENGTH_BYTES,
                        BigEndian.getUnsignedShort(array, lastStart),
                        array,
                        start + EventFormat.LENGTH_BYTES,
                        BigEndian.getUnsignedShort(array, start))
                < 0;
    }

    /** Writes what was added as a block; nothing if nothing was. */
    public void cut() throws IOException {
        if (events == 0) {
            return;
        }
        header.kind(FrameKind.EVENTS).codec(FrameCodec.COLUMNAR).events(events, minPoint, maxPoint);
        header.flags(sorted ? header.flags() | FrameFlags.SORTED : header.flags() & ~FrameFlags.SORTED);
        frame.clear();
        int length = FrameWriter.encode(header, codecs, rows.array(), 0, rows.length(), frame);
        index.add(header, position);
        write(length);
        rows.clear();
        events = 0;
        sorted = true;
    }

    /** Cuts, then writes index and trailer. Another segment may follow. */
    public void finish() throws IOException {
        cut();
        long indexAt = position;
        FrameHeader plain = new FrameHeader().kind(FrameKind.INDEX).codec(FrameCodec.ZSTD);
        frame.clear();
        ByteArrayBuilder entries = index.entries();
        int length = FrameWriter.encode(plain, codecs, entries.array(), 0, entries.length(), frame);
        write(length);
        ByteArrayBuilder trailer = SegmentTrailer.encode(position - indexAt, position);
        frame.clear();
        plain.codec(FrameCodec.NONE);
        write(FrameWriter.encode(plain, codecs, trailer.array(), 0, trailer.length(), frame));
        index.clear();
        position = 0;
        out.flush();
    }

    private void write(int length) throws IOException {
        out.write(frame.array(), 0, length);
        position += length;
    }

    /** Bytes written since the last {@link #finish}. */
    public long position() {
        return position;
    }

    /** Frees native memory; writes nothing. */
    @Override
    public void close() {
        codecs.close();
    }
}
