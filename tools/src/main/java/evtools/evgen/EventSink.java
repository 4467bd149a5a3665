package evtools.evgen;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.pipe.EventOutput;
import java.io.IOException;

/** Makes events of lines and writes those. */
final class EventSink implements LineSink {
    private final EventOutput output;
    private final LineEvents maker;
    private final LineEvents.Source[] sources;
    private final Generator generator;
    private final ByteArrayBuilder line = new ByteArrayBuilder(4096);
    private final ByteArrayBuilder event = new ByteArrayBuilder(4096);
    private final EventView view = new EventView();

    EventSink(EventOutput output, Generator generator, long referenceEpochSeconds) {
        this.output = output;
        this.generator = generator;
        this.maker = new LineEvents(referenceEpochSeconds);
        this.sources = new LineEvents.Source[generator.size()];
    }

    @Override
    public ByteArrayBuilder buffer() {
        return line;
    }

    @Override
    public void line(int walker, int from) throws IOException {
        LineEvents.Source source = sources[walker];
        if (source == null) {
            source = maker.source(generator.walker(walker), walker);
            sources[walker] = source;
        }
        event.clear();
        int length = maker.append(source, line.array(), from, line.length(), event);
        if (!view.tryWrap(event.array(), EventFormat.LENGTH_BYTES, length)) {
            throw new IllegalStateException(view.problem());
        }
        output.write(view);
        line.clear();
    }

    @Override
    public void flush() throws IOException {
        output.flush();
    }

    @Override
    public void close() throws IOException {
        output.end();
        output.close();
    }
}
