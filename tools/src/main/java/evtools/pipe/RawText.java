package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;

/** The original lines, byte for byte. */
final class RawText implements EventText {
    private final Messages messages = new Messages();

    @Override
    public void append(EventView event, ByteArrayBuilder out) {
        messages.appendRawLine(event, out);
    }
}
