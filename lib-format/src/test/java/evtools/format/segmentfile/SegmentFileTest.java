package evtools.format.segmentfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentFileTest {
    private static final int BLOCK_BYTES = 66_000;
    private static final long BEGIN = 176_000_000_000_000_000L;

    private static byte[] segment(int events, int from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteArrayBuilder event = new ByteArrayBuilder(64);
        try (SegmentFileWriter writer = new SegmentFileWriter(bytes, 3, BLOCK_BYTES)) {
            for (int i = from; i < from + events; i++) {
                byte[] number = Integer.toString(i * 7919).getBytes(StandardCharsets.US_ASCII);
                byte[] text = "number ".getBytes(StandardCharsets.US_ASCII);
                event.clear();
                int length = new EventBuilder()
                        .begin(BEGIN + i * 100L)
                        .text(text, 0, text.length)
                        .token(number, 0, number.length)
                        .finish(event);
                writer.add(event.array(), 2, length);
            }
            writer.finish();
        }
        return bytes.toByteArray();
    }

    private static RangeSource source(byte[] bytes) {
        return new RangeSource() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) throws IOException {
                if (position < 0 || position + length > bytes.length) {
                    throw new EOFException();
                }
                System.arraycopy(bytes, (int) position, target, offset, length);
            }
        };
    }

    /** Checksum of all events, and how much damage was reported. */
    private static String read(byte[] bytes, int[] damage) throws IOException {
        EventChecksum checksum = new EventChecksum();
        EventView event = new EventView();
        try (EventReader reader = new EventReader(
                new FrameReader(new ByteArrayInputStream(bytes), (offset, length, what) -> damage[0]++))) {
            while (reader.next(event)) {
                checksum.add(event.buffer(), event.offset(), event.length());
            }
        }
        return checksum.toString();
    }

    /** A block takes no more events than their bytes allow: of such as are no events, several blocks are made. */
    @Test
    void blocksOfVeryShortEventsAreCut() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] noEvent = new byte[9];
        try (SegmentFileWriter writer = new SegmentFileWriter(bytes, 3, 8 << 20)) {
            for (int i = 0; i < 250_000; i++) {
                writer.add(noEvent, 0, noEvent.length);
            }
            writer.finish();
        }
        int frames = 0;
        int events = 0;
        try (FrameReader reader =
                new FrameReader(new ByteArrayInputStream(bytes.toByteArray()), (offset, length, what) -> {
                    throw new IllegalStateException(what);
                })) {
            while (reader.next()) {
                frames += reader.header().events() > 0 ? 1 : 0;
                events += reader.header().events();
            }
        }
        assertEquals(250_000, events);
        assertEquals(2, frames);
    }

    @Test
    void blocksAreFoundFromTheEnd() throws IOException {
        byte[] one = segment(5_000, 0);
        byte[] two = segment(3_000, 5_000);
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        List<BlockEntry> blocks = SegmentIndex.find(source(both));
        assertTrue(blocks != null && blocks.size() > 3);
        int events = 0;
        long at = 0;
        for (BlockEntry block : blocks) {
            assertEquals(BEGIN + events * 100L, block.minPoint());
            events += block.events();
            assertEquals(BEGIN + (events - 1) * 100L, block.maxPoint());
            assertTrue(block.position() >= at);
            at = block.position() + block.frameLength();
        }
        assertEquals(8_000, events);
        int[] damage = new int[1];
        assertTrue(read(both, damage).endsWith("-8000"));
        assertEquals(0, damage[0]);
    }

    @Test
    void withoutTrailerHeadersAreWalked() throws IOException {
        byte[] whole = segment(5_000, 0);
        List<BlockEntry> blocks = SegmentIndex.find(source(whole));
        byte[] cut = Arrays.copyOf(whole, whole.length - SegmentTrailer.FRAME_BYTES);
        assertEquals(blocks, SegmentIndex.find(source(cut)));
        assertNull(SegmentIndex.find(source(Arrays.copyOf(whole, whole.length - 1))));
        assertEquals(List.of(), SegmentIndex.find(source(new byte[0])));
    }

    /** A reader from the front reports damage or gives the same events; one from the end finds the same or nothing. */
    @Test
    void everyFlippedByteIsFound() throws IOException {
        byte[] whole = segment(300, 0);
        int[] damage = new int[1];
        String expected = read(whole, damage);
        assertEquals(0, damage[0]);
        List<BlockEntry> blocks = SegmentIndex.find(source(whole));
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i & 7));
            damage[0] = 0;
            String found = read(flipped, damage);
            if (damage[0] == 0) {
                assertEquals(expected, found, "byte " + i);
            }
            assertNotEquals(0, damage[0], "byte " + i);
            List<BlockEntry> foundBlocks = SegmentIndex.find(source(flipped));
            assertTrue(foundBlocks == null || foundBlocks.equals(blocks), "byte " + i);
        }
    }
}
