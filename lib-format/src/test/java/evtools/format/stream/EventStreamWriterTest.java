package evtools.format.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventStreamWriterTest {
    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder out = new ByteArrayBuilder(256);

    private byte[] event(long point, String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        out.clear();
        builder.begin(point).host(line, 0, 0).app(line, 0, 0).text(line, 0, line.length);
        int length = builder.finish(out);
        return Arrays.copyOfRange(out.array(), EventFormat.LENGTH_BYTES, EventFormat.LENGTH_BYTES + length);
    }

    private static FrameReader reader(byte[] stream) {
        return new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            throw new IllegalStateException(what);
        });
    }

    @Test
    void framesAreCutBetweenPoints() throws IOException {
        Random random = new Random(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventStreamWriter writer = new EventStreamWriter(bytes)) {
            for (int point = 0; point < 5_000; point++) {
                for (int i = random.nextInt(40); i >= 0; i--) {
                    byte[] event = event(point, "x".repeat(random.nextInt(60)));
                    writer.add(event, 0, event.length);
                }
            }
            writer.flush();
        }
        long previous = -1;
        int frames = 0;
        try (FrameReader reader = reader(bytes.toByteArray())) {
            while (reader.next()) {
                assertTrue(reader.header().minPoint() > previous, "frame " + frames);
                previous = reader.header().maxPoint();
                frames++;
            }
        }
        assertTrue(frames > 20, "frames " + frames);
    }

    @Test
    void manyEventsAtOnePointAreSpreadOverFrames() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] event = event(7, "x".repeat(1000));
        try (EventStreamWriter writer = new EventStreamWriter(bytes)) {
            for (int i = 0; i < 1000; i++) {
                writer.add(event, 0, event.length);
            }
            writer.flush();
        }
        int events = 0;
        try (FrameReader reader = reader(bytes.toByteArray())) {
            while (reader.next()) {
                assertTrue(reader.header().rawLength() <= EventStreamWriter.PIPE_FRAME_BYTES);
                assertFalse(reader.header().sorted(), "the same event twice");
                events += reader.header().events();
            }
        }
        assertEquals(1000, events);
    }

    @Test
    void rowsWithTailsAreReadWhole() throws IOException {
        Random random = new Random(2);
        List<SharedTail> tails = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            tails.add(new SharedTail(new byte[] {1, 2, '_', (byte) (i >> 8), (byte) i}));
        }
        List<byte[]> expected = new ArrayList<>();
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (EventStreamWriter first = new EventStreamWriter(one);
                EventStreamWriter second = new EventStreamWriter(other)) {
            for (int i = 0; i < 6_000; i++) {
                byte[] event = event(i, "line " + random.nextInt());
                EventStreamWriter writer = (i & 1) == 0 ? first : second;
                if (i % 50 == 0) {
                    event[0] = (byte) (2 + random.nextInt(10));
                    writer.add(event, 0, event.length);
                    expected.add(event);
                } else {
                    SharedTail tail = tails.get(random.nextInt(i < 3_000 ? 300 : 400));
                    byte[] whole = new byte[event.length + tail.entries().length];
                    assertEquals(whole.length, tail.expand(event, 0, event.length, whole, 0));
                    event[0] = (byte) random.nextInt();
                    writer.add(event, 0, event.length, tail);
                    expected.add(whole);
                }
            }
            first.flush();
            second.flush();
        }
        for (int i = 0; i < 2; i++) {
            List<byte[]> found = new ArrayList<>();
            try (FrameReader reader = reader((i == 0 ? one : other).toByteArray())) {
                while (reader.next()) {
                    collect(reader, found);
                }
            }
            for (int j = 0; j < found.size(); j++) {
                assertArrayEquals(expected.get(2 * j + i), found.get(j), "seed 2, event " + j);
            }
            assertEquals(3_000, found.size());
        }
    }

    private static void collect(FrameReader reader, List<byte[]> found) throws IOException {
        byte[] payload = reader.payload();
        int at = reader.payloadOffset();
        int end = at + reader.header().wholeLength();
        while (at < end) {
            int length = (payload[at] & 0xFF) << 8 | (payload[at + 1] & 0xFF);
            found.add(Arrays.copyOfRange(payload, at + 2, at + 2 + length));
            at += 2 + length;
        }
    }

    @Test
    void viewsSeeTheSameEvents() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] event = event(3, "hello");
        try (EventStreamWriter writer = new EventStreamWriter(bytes)) {
            writer.add(event, 0, event.length);
            writer.flush();
        }
        EventView view = new EventView();
        try (EventReader events = new EventReader(reader(bytes.toByteArray()))) {
            assertTrue(events.next(view));
            assertEquals(3, view.point());
            assertFalse(events.next(view));
        }
    }
}
