package evtools.format.segment;

import evtools.format.event.EventFormat;
import java.util.zip.CRC32;

/** Puts messages of events of known shapes together and compares their crc. Reusable, not thread-safe. */
final class MessageCheck {
    private final byte[] message = new byte[EventFormat.MAX_EVENT_BYTES];
    private final CRC32 crc32 = new CRC32();

    /** Whether the crc of an event is that of its message; only after the shape matched. */
    boolean matches(Shape shape, RowFields fields) {
        byte[] line = shape.line;
        int[] marked = shape.marked;
        int done = 0;
        int to = 0;
        for (int i = 0; i < marked.length; i++) {
            int literal = marked[i] - done;
            System.arraycopy(line, done, message, to, literal);
            to += literal;
            int length = fields.valueLengths[i];
            System.arraycopy(fields.buffer, fields.values[i], message, to, length);
            to += length;
            done = marked[i] + 1;
        }
        System.arraycopy(line, done, message, to, line.length - done);
        crc32.reset();
        crc32.update(message, 0, to + line.length - done);
        return (int) crc32.getValue() == fields.crc();
    }
}
