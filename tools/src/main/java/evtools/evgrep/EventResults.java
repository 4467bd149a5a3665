package evtools.evgrep;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.pipe.EventOutput;
import java.io.IOException;

/** Selected lines and their context as whole events: frames, JSON or logfmt. */
final class EventResults implements Results {
    private final EventOutput output;
    private final boolean flushEachLine;
    private FrameHeader source = new FrameHeader();
    private boolean sawPositions;

    EventResults(EventOutput output, boolean flushEachLine) {
        this.output = output;
        this.flushEachLine = flushEachLine;
    }

    @Override
    public void begin(String inputName) {}

    @Override
    public boolean wantsContext() {
        return true;
    }

    @Override
    public void selected(LogLine line) throws IOException {
        if (line.source() != source) {
            source = line.source();
            output.from(source);
        }
        line.forEach(output::write);
        if (flushEachLine) {
            output.flush();
        }
    }

    @Override
    public void context(LogLine line) throws IOException {
        selected(line);
    }

    @Override
    public void other(Unit frame) throws IOException {
        sawPositions |= frame.header.kind() == FrameKind.POSITIONS;
        byte[] bytes = frame.frame;
        if (bytes != null) {
            output.passOn(bytes, 0, bytes.length);
        }
    }

    /** A sink would take a stream with positions but without an end for one that was cut. */
    @Override
    public void stopped() throws IOException {
        if (sawPositions) {
            output.end();
        }
    }

    @Override
    public void flush() throws IOException {
        output.flush();
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
