package evtools.evsend;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameWriter;
import evtools.pipe.Durability;
import evtools.sort.BatchSorter;
import evtools.sort.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Makes frames of sorted events: a frame for each bucket, compressed once, with the id that it keeps for ever. Not
 * thread-safe.
 */
public final class FrameBuilder implements EventSink, BatchSorter.PayloadSink, AutoCloseable {
    /** Takes finished frames. */
    public interface Frames {
        /** A sequence number for the next frame. */
        long takeSequence() throws IOException;

        /** A finished frame; both are valid during the call. */
        void frame(FrameHeader header, ByteBuffer frame) throws IOException;

        /** Returns when a write that failed may be tried again because there may be room now; else throws. */
        default void awaitRoom(IOException failure) throws IOException {
            throw failure;
        }
    }

    private static final int NO_RUN = -1;

    private final BucketRule rule;
    private final int maxFrameBytes;
    private final long environmentTag;
    private final long origin;
    private final Frames frames;
    private final FrameCodecs codecs = FrameCodecs.quick();
    private final FrameHeader header = new FrameHeader();
    private final BucketTicks bucketTicks;
    private final ByteArrayBuilder payload = new ByteArrayBuilder(1 << 20);
    private final ByteArrayBuilder encoded = new ByteArrayBuilder(512 << 10);
    private final TailTable ownTails = new TailTable();
    /** For each first byte of the events that come, the one that it gets in the frame; 0: none yet. */
    private final byte[] versions = new byte[256];

    private TailTable tails = new TailTable();
    private boolean renumbered;
    private int payloadLength;
    private int wholeLength;
    /** The last events of the payload as they lie in the caller's array, not copied yet: {@code run[runStart, runEnd)}. */
    private byte[] run = new byte[0];

    private int runStart = NO_RUN;
    private int runEnd = NO_RUN;
    private Durability durability = new Durability(1, 1, false);
    private boolean late;
    private long built;
    private long latest;
    private int events;
    private long bucket;
    private boolean believed;
    private long minPoint;
    private long maxPoint;

    /** @param maxFrameBytes a frame is cut before it exceeds this, decoded; at most what a frame may hold */
    public FrameBuilder(BucketRule rule, int maxFrameBytes, long environmentTag, long origin, Frames frames) {
        this.rule = rule;
        this.maxFrameBytes = maxFrameBytes;
        this.environmentTag = environmentTag;
        this.origin = origin;
        this.frames = frames;
        this.bucketTicks = new BucketTicks(rule.widthSeconds());
    }

    /** The width of the buckets that frames are made for. */
    int bucketWidthSeconds() {
        return rule.widthSeconds();
    }

    /** Begins a batch of events that come in order; their array stays as it is until {@link #finish}. */
    void begin(Durability newDurability, boolean newLate, long builtPoint) {
        durability = newDurability;
        late = newLate;
        built = builtPoint;
        latest = rule.latest(builtPoint);
    }

    /** Says what the events of the batch may end in. */
    void tails(TailTable newTails) {
        tails = newTails;
    }

    @Override
    public void event(byte[] buffer, int offset, int length) throws IOException {
        long point = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
        boolean believe = rule.believes(point, latest);
        boolean here = believed && believe && bucketTicks.contains(point);
        int version = buffer[offset] & 0xFF;
        int eventWhole = EventFormat.LENGTH_BYTES + length + tails.length(version);
        boolean full = Math.max(wholeLength, payloadLength + ownTails.tableBytes())
                        + eventWhole
                        + (version == TailTable.WHOLE ? 0 : TailTable.ENTRY_LENGTH_BYTES + TailTable.TABLE_LENGTH_BYTES)
                > maxFrameBytes;
        if (events == 0 || full || !here) {
            begin(point, believe, full);
        }
        maxPoint = point;
        events++;
        payloadLength += EventFormat.LENGTH_BYTES + length;
        wholeLength += eventWhole;
        if (version != TailTable.WHOLE && versions[version] == 0) {
            takeTail(version);
        }
        int place = offset - EventFormat.LENGTH_BYTES;
        if (place != runEnd) {
            copyRun();
            run = buffer;
            runStart = place;
        }
        runEnd = offset + length;
    }

    private void takeTail(int version) {
        int own = ownTails.add(tails.bytes(), tails.offset(version), tails.length(version));
        versions[version] = (byte) own;
        renumbered |= own != version;
    }

    /** Events that lie one after another already are copied at once, or, if that is all of them, not at all. */
    private void copyRun() {
        if (runEnd > runStart) {
            payload.put(run, runStart, runEnd - runStart);
        }
    }

    /** Begins a frame, unless the one begun is of the right bucket after all. */
    private void begin(long point, boolean believe, boolean full) throws IOException {
        long eventBucket = rule.bucketOf(believe ? point : built);
        if (events > 0 && (full || eventBucket != bucket || believe != believed)) {
            finish();
        }
        if (events == 0) {
            bucket = eventBucket;
            believed = believe;
            minPoint = point;
            bucketTicks.moveTo(bucket);
        }
    }

    /** Returns when a write that failed may be tried again because there may be room now; else throws. */
    void awaitRoom(IOException failure) throws IOException {
        frames.awaitRoom(failure);
    }

    /** Whether events between these points make one frame, if they are all there is. */
    boolean isOneFrame(long least, long greatest, long payloadBytes) {
        if (events > 0
                || payloadBytes > maxFrameBytes
                || !rule.believes(least, latest)
                || !rule.believes(greatest, latest)) {
            return false;
        }
        bucketTicks.moveTo(rule.bucketOf(least));
        return bucketTicks.contains(greatest);
    }

    /** Where the events of such a frame may be put together. */
    ByteArrayBuilder scratch() {
        return payload;
    }

    /** Makes the one frame of events of which {@link #isOneFrame} said so. */
    @Override
    public void payload(byte[] bytes, int length, int whole, int count, long least, long greatest) throws IOException {
        bucket = rule.bucketOf(least);
        minPoint = least;
        maxPoint = greatest;
        encode(bytes, 0, length, whole, count);
        pass();
    }

    /** Finishes the frame begun, if there is one. */
    void finish() throws IOException {
        if (events == 0) {
            return;
        }
        if (ownTails.count() > 0) {
            copyRun();
            appendTails();
            encode(payload.array(), 0, payload.length(), wholeLength, events);
        } else if (payload.length() > 0) {
            copyRun();
            encode(payload.array(), 0, payloadLength, 0, events);
        } else {
            encode(run, runStart, payloadLength, 0, events);
        }
        payload.clear();
        payloadLength = 0;
        wholeLength = 0;
        runStart = NO_RUN;
        runEnd = NO_RUN;
        events = 0;
        pass();
    }

    /** Each frame has the tails that its own events end in: of a batch's many buckets each has few of them. */
    private void appendTails() {
        if (renumbered) {
            byte[] rows = payload.array();
            int at = 0;
            while (at < payloadLength) {
                int version = rows[at + EventFormat.LENGTH_BYTES] & 0xFF;
                if (version != TailTable.WHOLE) {
                    rows[at + EventFormat.LENGTH_BYTES] = versions[version];
                }
                at += EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(rows, at);
            }
        }
        ownTails.appendTo(payload);
        ownTails.clear();
        Arrays.fill(versions, (byte) 0);
        renumbered = false;
    }

    private void encode(byte[] bytes, int offset, int length, int whole, int count) throws IOException {
        header.kind(FrameKind.EVENTS)
                .codec(FrameCodec.ZSTD)
                .flags(FrameFlags.SORTED | (late ? FrameFlags.LATE : 0))
                .durability(durability.copies(), durability.acks(), durability.fsync())
                .bucket(rule.widthSeconds(), bucket)
                .environmentTag(environmentTag)
                .id(origin, frames.takeSequence())
                .builtPoint(built)
                .events(count, minPoint, maxPoint);
        encoded.clear();
        FrameWriter.encode(header, codecs, bytes, offset, length, whole, encoded);
    }

    private void pass() throws IOException {
        frames.frame(header, ByteBuffer.wrap(encoded.array(), 0, encoded.length()));
    }

    @Override
    public void close() {
        codecs.close();
    }
}
