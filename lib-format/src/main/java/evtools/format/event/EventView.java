package evtools.format.event;

import evtools.format.BigEndian;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A window on one event in a byte array that belongs to somebody else. Nothing is copied: the view is valid as long as
 * the array's bytes stay. Reusable, not thread-safe.
 *
 * <p>{@link #tryWrap} checks the structure (lengths, marks, tokens), so that the accessors and {@link TokenCursor}
 * can't run out of bounds; it doesn't check the crc, see {@link Messages#crcMatches}.
 */
public final class EventView {
    private static final byte[] DURABILITY = OwnKeys.durability();
    private static final TailTable NO_TAILS = new TailTable();

    private byte[] buffer = new byte[0];
    private TailTable tails = NO_TAILS;
    private int offset;
    private int length;
    private int hostLength;
    private int appOffset;
    private int appLength;
    private int marksOffset;
    private int marksLength;
    private int tokensOffset;
    private int tokensLength;
    private int lineOffset;
    private int lineLength;
    private int durabilityOffset;
    private @Nullable String problem;

    /**
     * Looks at the event in {@code buffer[offset, offset + length)}.
     *
     * @return whether it is a valid event but for its crc; if not, {@link #problem} says why and the view must not be
     *     read
     */
    public boolean tryWrap(byte[] buffer, int offset, int length) {
        return tryWrap(buffer, offset, length, NO_TAILS);
    }

    /**
     * Looks at an event whose tokens may end in a tail that isn't there: {@link #tail} says which, and {@link TokenCursor}
     * goes on there. All else is as with a whole one. An event that needs tokens of its tail for its line must be made whole first: it isn't valid here.
     */
    public boolean tryWrap(byte[] buffer, int offset, int length, TailTable tails) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.tails = tails;
        this.problem = parse(tails);
        return problem == null;
    }

    private @Nullable String parse(TailTable tails) {
        if (length < EventFormat.MIN_EVENT_BYTES || length > EventFormat.MAX_EVENT_BYTES) {
            return "event of " + length + " bytes (expected " + EventFormat.MIN_EVENT_BYTES + " to "
                    + EventFormat.MAX_EVENT_BYTES + ")";
        }
        if (buffer[offset] != EventFormat.VERSION && !isToBeCompleted(tails)) {
            return "unknown event version (expected 1, found " + (buffer[offset] & 0xFF) + ")";
        }
        int end = offset + length;
        int at = offset + EventFormat.HOST_OFFSET;
        hostLength = buffer[at++] & 0xFF;
        at += hostLength;
        if (end - at < 1) {
            return tooLong("host", hostLength);
        }
        appLength = buffer[at++] & 0xFF;
        appOffset = at;
        at += appLength;
        if (end - at < 2) {
            return tooLong("app", appLength);
        }
        marksLength = BigEndian.getUnsignedShort(buffer, at);
        marksOffset = at + 2;
        at = marksOffset + marksLength;
        if (end - at < 2) {
            return tooLong("marks", marksLength);
        }
        tokensLength = BigEndian.getUnsignedShort(buffer, at);
        tokensOffset = at + 2;
        at = tokensOffset + tokensLength;
        if (end - at < 2) {
            return tooLong("tokens", tokensLength);
        }
        lineLength = BigEndian.getUnsignedShort(buffer, at);
        lineOffset = at + 2;
        if (lineOffset + lineLength != end) {
            return "event lengths don't add up (expected " + length + " bytes, found "
                    + (lineOffset + lineLength - offset) + ")";
        }
        return checkTokens();
    }

    private boolean isToBeCompleted(TailTable tails) {
        int version = buffer[offset] & 0xFF;
        return tails.has(version) && length + tails.length(version) <= EventFormat.MAX_EVENT_BYTES;
    }

    private @Nullable String checkTokens() {
        int placeholders = 0;
        if (marksLength > 0) {
            if (marksLength > (lineLength + 7) >> 3) {
                return "marks reach beyond the line (" + marksLength + " bytes for a line of " + lineLength + ")";
            }
            if (buffer[marksOffset + marksLength - 1] == 0) {
                return "marks end in a zero byte";
            }
            for (int i = 0; i < marksLength; i += Long.BYTES) {
                long bits = marks(i);
                placeholders += Long.bitCount(bits);
                while (bits != 0) {
                    int position = (i << 3) + Long.numberOfLeadingZeros(bits);
                    if (position >= lineLength || buffer[lineOffset + position] != EventFormat.PLACEHOLDER) {
                        return "mark on byte " + position + " of the line, where there is no placeholder";
                    }
                    bits &= ~(Long.MIN_VALUE >>> position);
                }
            }
        }
        int at = tokensOffset;
        int end = tokensOffset + tokensLength;
        int tokens = 0;
        durabilityOffset = -1;
        while (at < end) {
            if (end - at < 2) {
                return "tokens end inside a token";
            }
            if ((buffer[at] & 0xFF) == DURABILITY.length
                    && durabilityOffset < 0
                    && tokens >= placeholders
                    && isDurability(at, end)) {
                durabilityOffset = at;
            }
            at += 2 + (buffer[at] & 0xFF) + (buffer[at + 1] & 0xFF);
            tokens++;
        }
        if (at != end) {
            return "tokens end inside a token";
        }
        return tokens < placeholders ? "fewer tokens than marks (" + tokens + ", " + placeholders + ")" : null;
    }

    private boolean isDurability(int at, int end) {
        int key = at + 2;
        return end - key >= DURABILITY.length
                && Arrays.equals(buffer, key, key + DURABILITY.length, DURABILITY, 0, DURABILITY.length);
    }

    /** The 8 bytes of marks from {@code from} on, as many as there are; the others are zero. */
    private long marks(int from) {
        int at = marksOffset + from;
        int count = marksLength - from;
        if (at <= buffer.length - Long.BYTES) {
            long bits = BigEndian.getLong(buffer, at);
            return count < Long.BYTES ? bits & -1L << (Long.SIZE - (count << 3)) : bits;
        }
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (buffer[at + i] & 0xFFL) << (Long.SIZE - 8 - (i << 3));
        }
        return bits;
    }

    private String tooLong(String field, int fieldLength) {
        return field + " of " + fieldLength + " bytes doesn't fit into an event of " + length;
    }

    /** What the last {@link #tryWrap} found wrong, or null. */
    public @Nullable String problem() {
        return problem;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the event's version byte is in {@link #buffer}. */
    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** The event's first byte: {@link TailTable#WHOLE}, or which tail its tokens end in. */
    public int tail() {
        return buffer[offset] & 0xFF;
    }

    /** The table that {@link #tail} is in. */
    TailTable tails() {
        return tails;
    }

    public long point() {
        return BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
    }

    public int crc() {
        return BigEndian.getInt(buffer, offset + EventFormat.CRC_OFFSET);
    }

    public int hostOffset() {
        return offset + EventFormat.HOST_OFFSET + 1;
    }

    public int hostLength() {
        return hostLength;
    }

    public int appOffset() {
        return appOffset;
    }

    public int appLength() {
        return appLength;
    }

    public int marksOffset() {
        return marksOffset;
    }

    public int marksLength() {
        return marksLength;
    }

    public int tokensOffset() {
        return tokensOffset;
    }

    public int tokensLength() {
        return tokensLength;
    }

    public int lineOffset() {
        return lineOffset;
    }

    public int lineLength() {
        return lineLength;
    }

    /** Whether the event states a durability class. */
    public boolean hasDurability() {
        return durabilityOffset >= 0;
    }

    /** Where the durability class is in {@link #buffer}; only if {@link #hasDurability}. */
    public int durabilityOffset() {
        return durabilityOffset + 2 + DURABILITY.length;
    }

    /** Bytes of the durability class; only if {@link #hasDurability}. */
    public int durabilityLength() {
        return buffer[durabilityOffset + 1] & 0xFF;
    }

    /** How many tokens belong into the line: the number of set marks. */
    public int lineTokens() {
        int count = 0;
        for (int i = 0; i < marksLength; i++) {
            count += Integer.bitCount(buffer[marksOffset + i] & 0xFF);
        }
        return count;
    }
}
