package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.position.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Reads byte arrays as if they were files, and puts the events together again. */
final class Readings {
    static final FileIdentity FILE = new FileIdentity(1, 2, 0, 1_800_000_000L, true);
    static final Defaults DEFAULTS = new Defaults("host", null, DurabilityRules.NONE);

    private Readings() {}

    /** Keeps the events it gets. */
    static final class Collector implements EventSink {
        final List<byte[]> events = new ArrayList<>();
        private final ByteArrayBuilder event = new ByteArrayBuilder(64);

        @Override
        public ByteArrayBuilder prepare(int maxLength) {
            event.clear();
            return event;
        }

        @Override
        public void added(long point) {
            byte[] bytes = Arrays.copyOfRange(event.array(), EventFormat.LENGTH_BYTES, event.length());
            events.add(bytes);
        }
    }

    /** Gives a few bytes at a time. */
    static InputStream inPieces(byte[] bytes, int offset, Random random, int most) {
        return new ByteArrayInputStream(bytes, offset, bytes.length - offset) {
            @Override
            public synchronized int read(byte[] target, int at, int length) {
                return super.read(target, at, Math.min(length, 1 + random.nextInt(most)));
            }
        };
    }

    static List<byte[]> events(byte[] file, InputStream in) throws IOException {
        Collector collector = new Collector();
        SourceReading reading = SourceReading.fresh("test.log", FILE, 0, DEFAULTS, collector);
        while (reading.readFrom(in) >= 0) {
            // The collector takes the events.
        }
        reading.finish();
        if (reading.offset() != file.length) {
            throw new AssertionError("read to " + reading.offset() + " of " + file.length);
        }
        return collector.events;
    }

    static List<byte[]> events(byte[] file) throws IOException {
        return events(file, new ByteArrayInputStream(file));
    }

    static List<byte[]> eventsFrom(SourcePosition position, byte[] file) throws IOException {
        Collector collector = new Collector();
        int begin = (int) position.begin();
        byte[] first = Arrays.copyOfRange(file, begin, begin + position.fingerprintedBytes());
        SourceReading reading = SourceReading.resumed(position, FILE, first, DEFAULTS, collector);
        InputStream in = new ByteArrayInputStream(file, (int) position.offset(), file.length - (int) position.offset());
        while (reading.readFrom(in) >= 0) {
            // The collector takes the events.
        }
        reading.finish();
        return collector.events;
    }

    /** The original lines of the events; an event that is not valid fails. */
    static byte[] raw(List<byte[]> events) {
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        Messages messages = new Messages();
        for (byte[] event : events) {
            EventView view = view(event);
            if (!messages.crcMatches(view)) {
                throw new AssertionError("wrong crc");
            }
            if (!messages.appendRawLine(view, out)) {
                throw new AssertionError("invalid form");
            }
        }
        return out.toByteArray();
    }

    static EventView view(byte[] event) {
        EventView view = new EventView();
        if (!view.tryWrap(event, 0, event.length)) {
            throw new AssertionError(view.problem());
        }
        return view;
    }
}
