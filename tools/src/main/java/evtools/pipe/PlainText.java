package evtools.pipe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.event.TokenCursor;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Events for people: {@code TIME HOST APP[PID]: MESSAGE}. Parts of a long line that follow one another are shown as one
 * line.
 */
final class PlainText implements EventText {
    private static final byte[] PID = "pid".getBytes(US_ASCII);

    private final Messages messages = new Messages();
    private final TokenCursor cursor = new TokenCursor();
    private final TimeFormat time;
    private final boolean escape;
    private final ByteArrayBuilder message = new ByteArrayBuilder(1024);
    private final OpenLine openLine = new OpenLine();
    private boolean lineOpen;

    PlainText(@Nullable ZoneId zone, boolean escape) {
        this.time = new TimeFormat(zone);
        this.escape = escape;
    }

    @Override
    public void append(EventView event, ByteArrayBuilder out) {
        if (!lineOpen || !openLine.isContinuedBy(event)) {
            finish(out);
            appendHead(event, out);
        }
        message.clear();
        messages.appendMessage(event, message);
        if (escape) {
            TerminalEscapes.append(message.array(), 0, message.length(), out);
        } else {
            out.put(message.array(), 0, message.length());
        }
        lineOpen = openLine.saysMoreFollows(event);
        if (lineOpen) {
            openLine.open(event);
        } else {
            out.put('\n');
        }
    }

    private void appendHead(EventView event, ByteArrayBuilder out) {
        time.appendMilliseconds(event, out);
        out.put(' ');
        appendField(event.buffer(), event.hostOffset(), event.hostLength(), out);
        out.put(' ');
        appendField(event.buffer(), event.appOffset(), event.appLength(), out);
        if (cursor.beside(event).next(PID)) {
            out.put('[');
            appendField(cursor.buffer(), cursor.valueOffset(), cursor.valueLength(), out);
            out.put(']');
        }
        out.put(':').put(' ');
    }

    private void appendField(byte[] buffer, int offset, int length, ByteArrayBuilder out) {
        if (length == 0) {
            out.put('-');
        } else if (escape) {
            TerminalEscapes.append(buffer, offset, length, out);
        } else {
            out.put(buffer, offset, length);
        }
    }

    @Override
    public void finish(ByteArrayBuilder out) {
        if (lineOpen) {
            out.put('\n');
            lineOpen = false;
        }
    }
}
