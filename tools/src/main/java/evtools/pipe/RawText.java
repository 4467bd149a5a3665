package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;

/**
 * The original lines, byte for byte. A line that had no line feed gets one only when another line follows, so that
 * merging and sorting never glue two lines together.
 */
final class RawText implements EventText {
    private final Messages messages = new Messages();
    private final OpenLine openLine = new OpenLine();
    private boolean lineFeedOwed;
    private long invalidForms;

    @Override
    public void append(EventView event, ByteArrayBuilder out) {
        if (lineFeedOwed && !openLine.isContinuedBy(event)) {
            out.put('\n');
        }
        int start = out.length();
        if (!messages.appendRawLine(event, out)) {
            invalidForms++;
        }
        lineFeedOwed = out.length() > start && out.array()[out.length() - 1] != '\n';
        if (lineFeedOwed) {
            openLine.open(event);
        }
    }

    @Override
    public long invalidForms() {
        return invalidForms;
    }
}
