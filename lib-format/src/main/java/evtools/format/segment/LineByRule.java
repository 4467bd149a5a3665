package evtools.format.segment;

import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.token.Tokeniser;
import java.util.Arrays;

/**
 * Makes line, marks and tokens of a message by the rule of {@code docs/FORMAT.md} 2.6, as evtail does. So where an event
 * follows the rule, its message is enough. Reusable, not thread-safe.
 */
final class LineByRule {
    private final Tokeniser tokeniser = new Tokeniser();
    private final byte[] line;
    private final byte[] marks;
    private byte[] tokens = new byte[0];
    private int lineLength;
    private int marksLength;

    /** @param line is written to from its start; marks likewise */
    LineByRule(byte[] line, byte[] marks) {
        this.line = line;
        this.marks = marks;
    }

    /** Writes the tokens' entries to {@code target}; returns where they end. */
    int write(byte[] message, int from, int length, byte[] target, int at) {
        Arrays.fill(marks, 0, (length >> 3) + 1, (byte) 0);
        marksLength = 0;
        int count = tokeniser.scan(message, from, length);
        int to = at;
        int done = from;
        int next = 0;
        for (int i = 0; i < count; i++) {
            int value = tokeniser.start(i);
            int valueLength = tokeniser.length(i);
            int keyLength = tokeniser.keyLength(i);
            System.arraycopy(message, done, line, next, value - done);
            next += value - done;
            marks[next >> 3] |= (byte) (0x80 >>> (next & 7));
            marksLength = (next >> 3) + 1;
            line[next++] = EventFormat.PLACEHOLDER;
            target[to] = (byte) keyLength;
            target[to + 1] = (byte) valueLength;
            System.arraycopy(message, tokeniser.keyStart(i), target, to + 2, keyLength);
            System.arraycopy(message, value, target, to + 2 + keyLength, valueLength);
            to += 2 + keyLength + valueLength;
            done = value + valueLength;
        }
        System.arraycopy(message, done, line, next, from + length - done);
        lineLength = next + from + length - done;
        return to;
    }

    int lineLength() {
        return lineLength;
    }

    int marksLength() {
        return marksLength;
    }

    /** Whether this event is what the rule makes of its message. */
    boolean makes(EventView event, byte[] message, int from, int length) {
        if (tokens.length < 4 * EventFormat.MAX_EVENT_BYTES) {
            tokens = new byte[4 * EventFormat.MAX_EVENT_BYTES];
        }
        int end = write(message, from, length, tokens, 0);
        byte[] buffer = event.buffer();
        return tokeniser.count() == event.lineTokens()
                && same(line, lineLength, buffer, event.lineOffset(), event.lineLength())
                && same(marks, marksLength, buffer, event.marksOffset(), event.marksLength())
                && end <= event.tokensLength()
                && same(tokens, end, buffer, event.tokensOffset(), end);
    }

    private static boolean same(byte[] made, int madeLength, byte[] buffer, int offset, int length) {
        return madeLength == length && Arrays.equals(made, 0, length, buffer, offset, offset + length);
    }
}
