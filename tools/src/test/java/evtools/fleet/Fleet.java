package evtools.fleet;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Takes events in order of time, gives frames in order of arrival. Not thread-safe. */
public final class Fleet implements AutoCloseable {
    private static final long MINUTE = 60 * Point.TICKS_PER_SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final int USUAL_TAIL_BYTES = 96;

    private final FleetOptions options;
    private final Random random;
    private final ArrivalSink sink;
    private final Sender[] senders;
    private final PriorityQueue<Arrival> underway = new PriorityQueue<>(
            Comparator.comparingLong((Arrival arrival) -> arrival.point).thenComparingLong(arrival -> arrival.number));
    private final FrameCodecs codecs = FrameCodecs.quick();
    private final FrameHeader header = new FrameHeader();
    private final ByteArrayBuilder encoded = new ByteArrayBuilder(64 << 10);
    private final RowSplitter splitter = new RowSplitter();
    private long arrivals;
    private long frames;
    private long delayedFrames;
    private long copies;

    /** A frame on its way. */
    private static final class Arrival {
        final long point;
        final long number;
        final byte[] frame;

        Arrival(long point, long number, byte[] frame) {
            this.point = point;
            this.number = number;
            this.frame = frame;
        }
    }

    public Fleet(FleetOptions options, ArrivalSink sink) {
        this.options = options;
        this.sink = sink;
        this.random = new Random(options.seed());
        this.senders = new Sender[options.senders()];
        for (int i = 0; i < senders.length; i++) {
            // Not all of them end their batches at the same moment.
            long phase = options.batchSeconds() * Point.TICKS_PER_SECOND / senders.length * i;
            senders[i] = new Sender(this, options, i + 1, phase);
        }
    }

    /** Takes an event, whole and without its length; none may come before the one before it. */
    public void event(byte[] buffer, int offset, int length) throws IOException {
        long point = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
        splitter.split(buffer, offset, length);
        Sender sender = senders[Integer.remainderUnsigned(splitter.sourceHash(), senders.length)];
        // Sooner or later, but never before its time.
        sender.add(splitter, point, point + random.nextLong(FleetOptions.MAX_COLLECT_TICKS));
        deliver(point);
    }

    /** The events have ended: whatever is on its way arrives. */
    public void finish() throws IOException {
        for (Sender sender : senders) {
            sender.finish();
        }
        deliver(-1L);
    }

    /** Makes a frame of a batch. */
    void build(
            long origin,
            long sequence,
            byte[] payload,
            int length,
            int whole,
            int events,
            long min,
            long max,
            long built)
            throws IOException {
        header.codec(options.plain() ? FrameCodec.NONE : FrameCodec.ZSTD)
                .flags(FrameFlags.SORTED)
                .events(events, min, max);
        if (!options.plain()) {
            header.bucket(options.bucketWidthSeconds(), Point.bucket(min, options.bucketWidthSeconds()))
                    .id(origin, sequence)
                    .durability(3, 2, false)
                    .builtPoint(built);
        }
        encoded.clear();
        FrameWriter.encode(header, codecs, payload, 0, length, whole, encoded);
        byte[] frame = Arrays.copyOf(encoded.array(), encoded.length());
        frames++;
        underway.add(new Arrival(built + delay(), ++arrivals, frame));
        if (!options.plain() && random.nextInt(50) == 0) {
            copies++;
            underway.add(new Arrival(built + delay(), ++arrivals, frame));
        }
    }

    private long delay() {
        int kind = random.nextInt(1000);
        if (kind > 10) {
            return random.nextLong(5 * Point.TICKS_PER_SECOND);
        }
        delayedFrames++;
        return kind == 0 ? HOUR + random.nextLong(11 * HOUR) : MINUTE + random.nextLong(9 * MINUTE);
    }

    private void deliver(long now) throws IOException {
        Arrival next;
        while ((next = underway.peek()) != null && Long.compareUnsigned(next.point, now) <= 0) {
            underway.remove();
            sink.arrived(next.frame, next.point);
        }
    }

    /** Frames built; of them, or of their copies, delayed by more than seconds; arrived twice. */
    public String summary() {
        return frames + " frames, " + delayedFrames + " delayed by minutes or hours, " + copies + " arrive twice";
    }

    @Override
    public void close() {
        codecs.close();
    }

    /** An event as a row and the end of its tokens that the events of its source share. */
    static final class RowSplitter {
        private byte[] row = new byte[EventFormat.LENGTH_BYTES + EventFormat.MAX_EVENT_BYTES];
        private byte[] tail = new byte[USUAL_TAIL_BYTES];
        private int rowLength;
        private int tailLength;
        private int tokensAt;
        private int ownTokens;
        private int hash;

        void split(byte[] event, int offset, int length) {
            int at = offset + EventFormat.HOST_OFFSET;
            int host = at;
            at += 1 + (event[at] & 0xFF);
            hash = 1;
            for (int i = host; i < at; i++) {
                hash = 31 * hash + event[i];
            }
            at += 1 + (event[at] & 0xFF);
            at += Short.BYTES + BigEndian.getUnsignedShort(event, at);
            int tokens = at + Short.BYTES;
            int end = tokens + BigEndian.getUnsignedShort(event, at);
            int shared = end;
            for (int entry = tokens; entry < end; entry += 2 + (event[entry] & 0xFF) + (event[entry + 1] & 0xFF)) {
                boolean source = isKey(event, entry, "_form") || isKey(event, entry, "_src");
                shared = source ? Math.min(shared, entry) : end;
            }
            tailLength = end - shared;
            tail = tail.length < tailLength ? new byte[tailLength * 2] : tail;
            System.arraycopy(event, shared, tail, 0, tailLength);
            for (int i = 0; i < tailLength; i++) {
                hash = 31 * hash + tail[i];
            }
            hash ^= hash >>> 16;
            hash *= 0x9E3779B1;
            hash ^= hash >>> 15;
            rowLength = length - tailLength;
            BigEndian.putShort(row, 0, rowLength);
            int head = shared - offset;
            System.arraycopy(event, offset, row, EventFormat.LENGTH_BYTES, head);
            System.arraycopy(event, end, row, EventFormat.LENGTH_BYTES + head, length - head - tailLength);
            tokensAt = EventFormat.LENGTH_BYTES + at - offset;
            ownTokens = shared - tokens;
            BigEndian.putShort(row, tokensAt, ownTokens);
        }

        private static boolean isKey(byte[] event, int entry, String key) {
            if ((event[entry] & 0xFF) != key.length()) {
                return false;
            }
            for (int i = 0; i < key.length(); i++) {
                if (event[entry + 2 + i] != key.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        /** Depends on what events of one source have in common. */
        int sourceHash() {
            return hash;
        }

        /** The row, its length before it, with the first byte that stands for its tail. */
        byte[] row(int version) {
            row[EventFormat.LENGTH_BYTES] = (byte) version;
            return row;
        }

        int rowLength() {
            return rowLength;
        }

        byte[] tail() {
            return tail;
        }

        int tailLength() {
            return tailLength;
        }

        /** The whole event again, for a batch that has no room for its tail; its length before it. */
        byte[] whole() {
            byte[] whole = new byte[EventFormat.LENGTH_BYTES + rowLength + tailLength];
            int head = tokensAt + Short.BYTES + ownTokens;
            System.arraycopy(row, 0, whole, 0, head);
            System.arraycopy(tail, 0, whole, head, tailLength);
            System.arraycopy(row, head, whole, head + tailLength, EventFormat.LENGTH_BYTES + rowLength - head);
            BigEndian.putShort(whole, 0, rowLength + tailLength);
            BigEndian.putShort(whole, tokensAt, ownTokens + tailLength);
            whole[EventFormat.LENGTH_BYTES] = (byte) TailTable.WHOLE;
            return whole;
        }
    }
}
