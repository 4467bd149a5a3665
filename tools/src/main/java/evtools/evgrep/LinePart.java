package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import java.util.Arrays;

/** What an event says of being part of a long line. Reusable, not thread-safe. */
final class LinePart {
    private static final ByteSearch PART_KEY = ByteSearch.of(OwnKeys.part());

    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder source = new ByteArrayBuilder(0);
    private long number;
    private boolean last;

    /** Looks at an event; whether it is part of a long line. Only then the rest is of use. */
    boolean read(EventView event) {
        int tokens = event.tokensOffset();
        int end = tokens + event.tokensLength();
        if (PART_KEY.find(event.buffer(), tokens, end) < 0
                || !cursor.beside(event).next(OwnKeys.part())) {
            return false;
        }
        number = 0;
        last = true;
        int at = cursor.valueOffset();
        for (int i = at; i < at + cursor.valueLength(); i++) {
            byte c = cursor.buffer()[i];
            if (c == '+') {
                last = false;
            } else {
                number = number * 10 + (c - '0');
            }
        }
        source.clear();
        if (cursor.next(OwnKeys.source())) {
            cursor.appendWholeValue(OwnKeys.source(), source);
        }
        return true;
    }

    /** Which part it is, from 0. */
    long number() {
        return number;
    }

    /** Whether the line ends with it. */
    boolean isLast() {
        return last;
    }

    /** Whether it may be the part {@code wanted} of the line whose source {@code open} holds. */
    boolean continues(long wanted, ByteArrayBuilder open) {
        return number == wanted && Arrays.equals(source.array(), 0, source.length(), open.array(), 0, open.length());
    }

    /** Puts the source into {@code open} in place of what it holds. */
    void keepSource(ByteArrayBuilder open) {
        open.clear();
        open.put(source.array(), 0, source.length());
    }
}
