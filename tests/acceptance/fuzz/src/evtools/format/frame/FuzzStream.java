package evtools.format.frame;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.event.TailTable;
import evtools.format.position.Positions;
import evtools.format.stream.EventReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Streams of frames. Checksums are made right first, else nothing would come beyond them; the last byte says whether.
 * Reading must end, with every event well formed, whatever is reported on the way.
 */
public final class FuzzStream {
    private FuzzStream() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        byte[] stream = input.clone();
        if (stream.length > 0 && (stream[stream.length - 1] & 1) == 0) {
            mend(stream);
        }
        long[] damaged = new long[2];
        FrameReader frames = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            if (offset < damaged[0] || length < 0 || offset + length > stream.length) {
                throw new AssertionError("damage at " + offset + ", " + length + " bytes: " + what);
            }
            damaged[0] = offset;
            damaged[1] += length;
        });
        EventView event = new EventView();
        Messages messages = new Messages();
        ByteArrayBuilder line = new ByteArrayBuilder(256);
        try (EventReader reader = new EventReader(frames)) {
            while (reader.next(event)) {
                line.clear();
                messages.crcMatches(event);
                messages.appendRawLine(event, line);
                messages.appendMessage(event, line);
            }
        }
        rows(stream);
        positions(stream);
    }

    /** Rows that share tails, as they lie. */
    private static void rows(byte[] stream) throws IOException {
        TailTable tails = new TailTable();
        EventView event = new EventView();
        byte[] whole = new byte[EventFormat.MAX_EVENT_BYTES];
        FrameReader frames = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {});
        try (EventReader reader = new EventReader(frames, frames::next, other -> {}, tails)) {
            while (reader.next(event)) {
                int version = event.tail();
                if (version != TailTable.WHOLE) {
                    int length = tails.expandEvent(event.buffer(), event.offset(), event.length(), whole, 0);
                    if (length != event.length() + tails.length(version) || !event.tryWrap(whole, 0, length)) {
                        throw new AssertionError("valid as it lies, but not whole: " + event.problem());
                    }
                }
            }
        }
    }

    private static void positions(byte[] stream) throws IOException {
        try (FrameReader frames =
                new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {})) {
            while (frames.next()) {
                if (frames.header().kind() != FrameKind.POSITIONS
                        || frames.header().unreadable() != null) {
                    continue;
                }
                try {
                    byte[] payload = frames.payload();
                    new Positions()
                            .merge(payload, frames.payloadOffset(), frames.header().rawLength());
                } catch (FormatException expected) {
                    continue;
                }
            }
        }
    }

    /** Gives frames that lie one after another the checksums of what they hold. */
    public static void mend(byte[] stream) {
        CRC32C crc32c = new CRC32C();
        int at = 0;
        while (at + FrameLimits.HEADER_BYTES <= stream.length) {
            BigEndian.putInt(stream, at, FrameHeader.MAGIC);
            int stored = BigEndian.getInt(stream, at + 64);
            int payload = at + FrameLimits.HEADER_BYTES;
            int length = stored < 0 || stored > stream.length - payload ? stream.length - payload : stored;
            crc32c.reset();
            crc32c.update(stream, payload, length);
            BigEndian.putInt(stream, at + 68, (int) crc32c.getValue());
            crc32c.reset();
            crc32c.update(stream, at, 92);
            BigEndian.putInt(stream, at + 92, (int) crc32c.getValue());
            at = payload + length;
        }
    }
}
