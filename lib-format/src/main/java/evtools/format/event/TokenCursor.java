package evtools.format.event;

import evtools.format.ByteArrayBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tokens of an event: first those of its line, then those beside it, also where they end in a tail that the
 * event shares. Reusable, not thread-safe.
 */
public final class TokenCursor {
    private @Nullable EventView event;
    private byte[] buffer = new byte[0];
    private int next;
    private int end;

    /** Whether the tokens in the event are followed by those of its tail. */
    private boolean tailFollows;

    private boolean inTail;

    private int keyOffset;
    private int keyLength;
    private int valueLength;

    /** Stands before the first token of {@code event}. */
    public TokenCursor all(EventView event) {
        this.event = event;
        buffer = event.buffer();
        next = event.tokensOffset();
        end = next + event.tokensLength();
        tailFollows = event.tail() != TailTable.WHOLE;
        inTail = false;
        return this;
    }

    /** Stands before the first token beside the line of {@code event}. */
    public TokenCursor beside(EventView event) {
        all(event);
        for (int i = event.lineTokens(); i > 0; i--) {
            next();
        }
        return this;
    }

    /** Moves to the next token, if there is one. */
    public boolean next() {
        if (next >= end && !nextIsInTail()) {
            return false;
        }
        keyLength = buffer[next] & 0xFF;
        valueLength = buffer[next + 1] & 0xFF;
        keyOffset = next + 2;
        next = keyOffset + keyLength + valueLength;
        return true;
    }

    private boolean nextIsInTail() {
        EventView shared = event;
        if (!tailFollows || shared == null) {
            return false;
        }
        TailTable tails = shared.tails();
        tailFollows = false;
        inTail = true;
        buffer = tails.bytes();
        next = tails.offset(shared.tail());
        end = next + tails.length(shared.tail());
        return next < end;
    }

    /** Moves on to the next token with this key, if there is one. */
    public boolean next(byte[] key) {
        while (next()) {
            if (hasKey(key)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Appends the value of the current token and of the ones directly after it that continue it: same key, and the
     * one before is full ({@code docs/FORMAT.md} 2.4).
     */
    public void appendWholeValue(byte[] key, ByteArrayBuilder out) {
        out.put(buffer, valueOffset(), valueLength);
        while (valueLength == EventFormat.MAX_SHORT_FIELD_BYTES) {
            if (!continues(key)) {
                return;
            }
            out.put(buffer, valueOffset(), valueLength);
        }
    }

    /** Moves to the next token if it has this key; else stays before it. */
    private boolean continues(byte[] key) {
        if (next >= end && !nextIsInTail()) {
            return false;
        }
        int mark = next;
        next();
        boolean same = hasKey(key);
        next = same ? next : mark;
        return same;
    }

    public boolean hasKey(byte[] key) {
        return Arrays.equals(buffer, keyOffset, keyOffset + keyLength, key, 0, key.length);
    }

    /** Whether the current token is one of the tail that the event shares. */
    boolean isInTail() {
        return inTail;
    }

    /** Whether the key begins with {@code _}: one of the format's own. */
    public boolean isOwn() {
        return keyLength > 0 && buffer[keyOffset] == '_';
    }

    public byte[] buffer() {
        return buffer;
    }

    public int keyOffset() {
        return keyOffset;
    }

    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return keyOffset + keyLength;
    }

    public int valueLength() {
        return valueLength;
    }
}
