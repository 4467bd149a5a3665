package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.pipe.EventOutput;
import java.io.IOException;

/** Writes events as text. */
final class TextSink implements EventSink {
    private final EventOutput out;
    private final ByteArrayBuilder event = new ByteArrayBuilder(1024);
    private final EventView view = new EventView();

    TextSink(EventOutput out) {
        this.out = out;
    }

    @Override
    public ByteArrayBuilder prepare(int maxLength) {
        event.clear();
        return event;
    }

    @Override
    public void added(long point) throws IOException {
        if (!view.tryWrap(event.array(), EventFormat.LENGTH_BYTES, event.length() - EventFormat.LENGTH_BYTES)) {
            throw new IllegalStateException(String.valueOf(view.problem()));
        }
        out.write(view);
    }
}
