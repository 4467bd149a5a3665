package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cuts events into frames at random: lengths, codecs, which rows share which ends of their tokens. */
final class RandomFrames implements AutoCloseable {
    private static final int[] CODECS = {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD};
    private static final int MAX_FRAME_BYTES = 1 << 20;

    private final Random random;
    private final FrameCodecs codecs = new FrameCodecs();
    private final TailTable tails = new TailTable();
    private final ByteArrayBuilder payload = new ByteArrayBuilder(1024);
    private final long origin;
    private long sequence;
    private long builtPoint;

    RandomFrames(Random random) {
        this.random = random;
        this.origin = random.nextLong() | 1;
    }

    /** Has most frames say when they were built, from a point on; 0: none does. */
    void builtFrom(long point) {
        builtPoint = point;
    }

    /**
     * Makes frames of all events, in their order.
     *
     * @param sorted whether they are in order and distinct, so that frames may be flagged
     * @param ids whether each frame has an id of its own
     */
    List<byte[]> cut(List<byte[]> events, boolean sorted, boolean ids) {
        List<byte[]> frames = new ArrayList<>();
        int most = 1 << random.nextInt(11);
        int from = 0;
        while (from < events.size()) {
            int wanted = from + 1 + random.nextInt(most);
            int to = from;
            int bytes = 0;
            while (to < events.size() && to < wanted && bytes < MAX_FRAME_BYTES) {
                bytes += events.get(to).length;
                to++;
            }
            FrameHeader header = new FrameHeader();
            if (sorted && random.nextInt(4) != 0) {
                header.flags(FrameFlags.SORTED);
            }
            if (ids) {
                header.id(origin, ++sequence);
            }
            if (builtPoint != 0) {
                builtPoint += random.nextLong(10_000_000_000L);
                header.builtPoint(random.nextInt(5) == 0 ? 0 : builtPoint);
            }
            frames.add(frame(header, events.subList(from, to)));
            from = to;
        }
        return frames;
    }

    /** One frame, with this header, of these events. */
    byte[] frame(FrameHeader header, List<byte[]> events) {
        boolean sharing = random.nextInt(4) != 0;
        payload.clear();
        tails.clear();
        int wholeLength = 0;
        long min = -1;
        long max = 0;
        for (byte[] event : events) {
            wholeLength += EventFormat.LENGTH_BYTES + event.length;
            long point = BigEndian.getLong(event, EventFormat.POINT_OFFSET);
            min = Long.compareUnsigned(point, min) < 0 ? point : min;
            max = Long.compareUnsigned(point, max) > 0 ? point : max;
            if (!sharing || !putShortened(event)) {
                payload.putShort(event.length).put(event);
            }
        }
        boolean any = tails.count() > 0;
        if (any) {
            tails.appendTo(payload);
        }
        header.codec(CODECS[random.nextInt(CODECS.length)]).events(events.size(), min, max);
        ByteArrayBuilder frame = new ByteArrayBuilder(1024);
        FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), any ? wholeLength : 0, frame);
        return frame.toByteArray();
    }

    /** Appends the event without some of the last of its tokens; false if there are none or no room for a tail. */
    private boolean putShortened(byte[] event) {
        int at = EventFormat.HOST_OFFSET;
        at += 1 + (event[at] & 0xFF);
        at += 1 + (event[at] & 0xFF);
        at += Short.BYTES + BigEndian.getUnsignedShort(event, at);
        int tokens = at + Short.BYTES;
        int end = tokens + BigEndian.getUnsignedShort(event, at);
        List<Integer> starts = new ArrayList<>();
        for (int entry = tokens; entry < end; entry += 2 + (event[entry] & 0xFF) + (event[entry + 1] & 0xFF)) {
            starts.add(entry);
        }
        // Mostly the last two, as evtail has it.
        int shared = random.nextInt(8) == 0 ? random.nextInt(starts.size() + 1) : Math.min(2, starts.size());
        if (shared == 0) {
            return false;
        }
        int tail = starts.get(starts.size() - shared);
        int version = random.nextInt(30) == 0
                ? tails.add(event, tail, end - tail)
                : tails.addOnce(event, tail, end - tail, random.nextInt(256));
        if (version == TailTable.WHOLE) {
            return false;
        }
        int row = payload.length();
        payload.putShort(event.length - (end - tail)).put(event, 0, tail).put(event, end, event.length - end);
        BigEndian.putShort(payload.array(), row + EventFormat.LENGTH_BYTES + at, tail - tokens);
        payload.array()[row + EventFormat.LENGTH_BYTES] = (byte) version;
        return true;
    }

    @Override
    public void close() {
        codecs.close();
    }
}
