package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import java.io.IOException;

/** Writes events as frames. */
final class BinarySink implements EventSink {
    private final EventStreamWriter writer;

    BinarySink(EventStreamWriter writer) {
        this.writer = writer;
    }

    @Override
    public ByteArrayBuilder prepare(int maxLength) throws IOException {
        return writer.prepare(maxLength);
    }

    @Override
    public int versionOf(SharedTail tail) {
        return writer.versionOf(tail);
    }

    @Override
    public void added(long point) {
        writer.added(point);
    }
}
