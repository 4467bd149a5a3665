package evtools.archive;

import evtools.format.FormatException;
import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameReader;
import evtools.format.segmentfile.SegmentFileWriter;
import evtools.format.stream.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads a segment back in full. */
final class SegmentCheck {
    private SegmentCheck() {}

    /** A listener for whom any damage is the end. */
    static DamageListener refuseDamage(String key) {
        return (offset, length, what) -> {
            throw new UncheckedIOException(new FormatException(key + ": " + what + ", at byte " + offset));
        };
    }

    /**
     * Compares what is stored with what it should be.
     *
     * @throws FormatException if it is damaged, not in order, or has other events
     */
    static void verify(ObjectStore store, ArchiveBucket bucket, SegmentInfo expected) throws IOException {
        ContentHash hash = new ContentHash();
        byte[] previous = new byte[0];
        int previousLength = 0;
        try (InputStream stream = store.get(expected.key());
                EventReader events = new EventReader(new FrameReader(stream, refuseDamage(expected.key())))) {
            EventView event = new EventView();
            while (events.next(event)) {
                if (previousLength > 0
                        && EventOrder.compare(
                                        previous, 0, previousLength, event.buffer(), event.offset(), event.length())
                                >= 0) {
                    throw new FormatException(expected.key() + ": events out of order");
                }
                if (previous.length < event.length()) {
                    previous = new byte[event.length() * 2];
                }
                System.arraycopy(event.buffer(), event.offset(), previous, 0, event.length());
                previousLength = event.length();
                hash.add(event.buffer(), event.offset(), event.length());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        SegmentInfo found = hash.finish(bucket, SegmentFileWriter.SEALING_LEVEL, expected.bytes());
        if (!found.hasEventsOf(expected)) {
            throw new FormatException(expected.key() + ": not what was written (expected " + expected.events()
                    + " events, SHA-256 " + expected.contentHash() + ", found " + found.events() + ", "
                    + found.contentHash() + ")");
        }
    }
}
