package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.BigEndian;
import evtools.format.event.EventView;
import java.util.Arrays;

/**
 * Says of most events whether their message contains a string, without putting the message together. Events have few
 * different templates (line and marks), so each is looked at once:
 *
 * <pre>
 * in a run of its text                      every event of it contains the string
 * could reach from a run into a token       the message must be put together
 * otherwise                                 only a token alone can contain it: its tokens are searched
 * </pre>
 *
 * <p>Bounded: when the table is full it begins anew. Not thread-safe.
 */
final class TemplateFilter {
    /** The message doesn't contain the string. */
    static final int NO = 0;
    /** The message contains the string. */
    static final int YES = 1;
    /** The message must be put together and searched. */
    static final int UNKNOWN = 2;

    private static final int TOKENS_ONLY = 3;
    private static final int SLOTS = 1 << 13;
    private static final int MAX_TEMPLATES = SLOTS / 2;
    private static final int MAX_TEMPLATE_BYTES = 1 << 10;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final ByteSearch literal;
    private final byte[][] lines = new byte[SLOTS][];
    private final byte[][] marks = new byte[SLOTS][];
    private final byte[] verdicts = new byte[SLOTS];
    private int templates;

    TemplateFilter(ByteSearch literal) {
        this.literal = literal;
    }

    /** One of {@link #NO}, {@link #YES} and {@link #UNKNOWN}. */
    int test(EventView event) {
        int verdict = verdict(event);
        if (verdict != TOKENS_ONLY) {
            return verdict;
        }
        int tokens = event.tokensOffset();
        return literal.find(event.buffer(), tokens, tokens + event.tokensLength()) < 0 ? NO : UNKNOWN;
    }

    private int verdict(EventView event) {
        byte[] buffer = event.buffer();
        int line = event.lineOffset();
        int lineEnd = line + event.lineLength();
        if (event.lineLength() + event.marksLength() > MAX_TEMPLATE_BYTES) {
            return UNKNOWN;
        }
        int marksStart = event.marksOffset();
        int marksEnd = marksStart + event.marksLength();
        int slot = hash(buffer, line, lineEnd) & (SLOTS - 1);
        while (lines[slot] != null) {
            byte[] known = lines[slot];
            byte[] knownMarks = marks[slot];
            if (Arrays.equals(known, 0, known.length, buffer, line, lineEnd)
                    && Arrays.equals(knownMarks, 0, knownMarks.length, buffer, marksStart, marksEnd)) {
                return verdicts[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (templates == MAX_TEMPLATES) {
            Arrays.fill(lines, null);
            Arrays.fill(marks, null);
            templates = 0;
            slot = hash(buffer, line, lineEnd) & (SLOTS - 1);
        }
        templates++;
        lines[slot] = Arrays.copyOfRange(buffer, line, lineEnd);
        marks[slot] = Arrays.copyOfRange(buffer, marksStart, marksEnd);
        verdicts[slot] = (byte) judge(event);
        return verdicts[slot];
    }

    private static int hash(byte[] buffer, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = (hash ^ BigEndian.getLong(buffer, at)) * MIX;
            hash ^= hash >>> 29;
        }
        for (; at < to; at++) {
            hash = (hash ^ (buffer[at] & 0xFF)) * MIX;
        }
        return (int) (hash >>> 40);
    }

    private int judge(EventView event) {
        byte[] buffer = event.buffer();
        int runStart = event.lineOffset();
        boolean afterToken = false;
        boolean crosses = false;
        for (int i = 0; i < event.marksLength(); i++) {
            for (int bits = buffer[event.marksOffset() + i] & 0xFF; bits != 0; ) {
                int bit = Integer.numberOfLeadingZeros(bits) - 24;
                int runEnd = event.lineOffset() + (i << 3) + bit;
                if (literal.find(buffer, runStart, runEnd) >= 0) {
                    return YES;
                }
                crosses |= endsWithABeginning(buffer, runStart, runEnd);
                if (afterToken) {
                    crosses |= beginsWithAnEnd(buffer, runStart, runEnd) || fitsInside(buffer, runStart, runEnd);
                }
                afterToken = true;
                runStart = runEnd + 1;
                bits &= ~(0x80 >>> bit);
            }
        }
        int end = event.lineOffset() + event.lineLength();
        if (literal.find(buffer, runStart, end) >= 0) {
            return YES;
        }
        if (!afterToken) {
            return NO;
        }
        return crosses || beginsWithAnEnd(buffer, runStart, end) ? UNKNOWN : TOKENS_ONLY;
    }

    /** Whether the string may begin in this run and go on in the token after it. */
    private boolean endsWithABeginning(byte[] buffer, int from, int to) {
        for (int count = Math.min(to - from, literal.length() - 1); count > 0; count--) {
            if (fits(buffer, to - count, 0, count)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the string may begin in the token before this run and end in the run. */
    private boolean beginsWithAnEnd(byte[] buffer, int from, int to) {
        for (int count = Math.min(to - from, literal.length() - 1); count > 0; count--) {
            if (fits(buffer, from, literal.length() - count, count)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the string may reach from the token before this run over the whole run into the token after it. */
    private boolean fitsInside(byte[] buffer, int from, int to) {
        for (int at = 1; at + (to - from) < literal.length(); at++) {
            if (fits(buffer, from, at, to - from)) {
                return true;
            }
        }
        return false;
    }

    private boolean fits(byte[] buffer, int at, int literalAt, int count) {
        for (int i = 0; i < count; i++) {
            if (!literal.fits(literalAt + i, buffer[at + i])) {
                return false;
            }
        }
        return true;
    }
}
