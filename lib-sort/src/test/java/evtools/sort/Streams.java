package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import evtools.format.stream.EventReader;
import evtools.sort.RandomEvents.Collected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Streams of frames made by hand. */
final class Streams {
    private Streams() {}

    /** One frame; {@code sorted} only sets the flag. */
    static byte[] frame(List<byte[]> events, int codec, boolean sorted, long origin, long sequence) {
        ByteArrayBuilder payload = new ByteArrayBuilder(1024);
        long min = -1;
        long max = 0;
        for (byte[] event : events) {
            payload.putShort(event.length).put(event);
            long point = BigEndian.getLong(event, EventFormat.POINT_OFFSET);
            min = Long.compareUnsigned(point, min) < 0 ? point : min;
            max = Long.compareUnsigned(point, max) > 0 ? point : max;
        }
        FrameHeader header = new FrameHeader()
                .codec(codec)
                .flags(sorted ? FrameFlags.SORTED : 0)
                .id(origin, sequence)
                .events(events.size(), min, max);
        ByteArrayBuilder frame = new ByteArrayBuilder(1024);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), frame);
        }
        return frame.toByteArray();
    }

    static byte[] concat(List<byte[]> parts) {
        ByteArrayBuilder all = new ByteArrayBuilder(1024);
        parts.forEach(all::put);
        return all.toByteArray();
    }

    /** Sorted events, cut into frames at random places, with random codecs. */
    static byte[] cutAtRandom(List<byte[]> sortedEvents, Random random, boolean sortedFlag) {
        ByteArrayBuilder stream = new ByteArrayBuilder(1024);
        int from = 0;
        while (from < sortedEvents.size()) {
            int to = Math.min(sortedEvents.size(), from + 1 + random.nextInt(30));
            int codec = new int[] {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD}[random.nextInt(3)];
            stream.put(frame(sortedEvents.subList(from, to), codec, sortedFlag, 0, 0));
            from = to;
        }
        return stream.toByteArray();
    }

    static List<byte[]> eventsOf(byte[] stream) throws IOException {
        Collected found = new Collected();
        try (EventReader reader =
                new EventReader(new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
                    throw new IllegalStateException(what);
                }))) {
            EventView event = new EventView();
            while (reader.next(event)) {
                found.event(event.buffer(), event.offset(), event.length());
            }
        }
        return found.events;
    }

    /** Collects events, and frames as their events; counts frames. */
    static final class FrameSink implements MergeSink {
        final Collected collected = new Collected();
        int frames;
        boolean takesFiles = true;

        @Override
        public boolean takesFiles() {
            return takesFiles;
        }

        @Override
        public void frames(FileChannel file, long position, long length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            int found = 1;
            while (bytes.hasRemaining() && found > 0) {
                found = file.read(bytes, position + bytes.position());
            }
            frames++;
            collected.events.addAll(eventsOf(bytes.array()));
        }

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            collected.event(buffer, offset, length);
        }

        @Override
        public boolean takes(FrameHeader header) {
            return true;
        }

        @Override
        public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
            frames++;
            collected.events.addAll(eventsOf(Arrays.copyOfRange(buffer, offset, offset + length)));
        }
    }
}
