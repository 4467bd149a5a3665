package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a template have in common, as it stands in their events: pieces with a value after each. For
 * templates whose slots are all tokens: then marks and line are always the same. Values that are the same in all rows
 * are part of the pieces.
 *
 * <pre>
 *   … host | app, marks, tokens' length, key | value | key | value | … | key, source's file | beside, line
 *            └ piece 0 ────────────────────┘         └ 1 ┘                                  └ last piece ┘
 * </pre>
 *
 * Of rows that share tails, the tokens at the end that all rows of a source have are no part of the pieces, but {@link
 * #tailBefore} and {@link #tailAfter}.
 */
final class PreparedTemplate {
    /** Bytes after the last piece, so that copies may reach beyond it. */
    private static final int PADDING = 16;

    private static final byte[] NOTHING = new byte[0];

    /** All pieces one after another: before each value in the event, and after the last one. */
    final byte[] pieces;

    /** Where each piece begins, and the last one ends. */
    final int[] pieceStarts;

    /** What stands before each value in the message, and after the last one. */
    final byte[] texts;

    final int[] textStarts;

    /** The values; null: the token of the source. */
    final @Nullable SegmentColumn[] values;

    /** How far before its value a token's length byte stands; 0 for the token of the source. */
    final int[] lengthByteBefore;

    /** How many of the values are part of the message: the first ones. */
    final int messageValues;

    /** How many bytes of the last piece come before the line. */
    final int lastTokens;

    /** Where the tokens' length stands, counted from the end of the host. */
    final int tokensLengthAt;

    /** The tail that rows of a source share: these tokens, the source's if it has a place there, and those after it. */
    final byte[] tailBefore;

    final boolean tailHasSource;
    final byte[] tailAfter;

    /** By file: the first byte of rows; kept here by {@link BlockTails}. */
    byte @Nullable [] tailVersions;

    private final ByteArrayBuilder piece = new ByteArrayBuilder(256);
    private final ByteArrayBuilder text = new ByteArrayBuilder(256);
    private final ByteArrayBuilder line = new ByteArrayBuilder(256);
    private int count;

    /** @param shared whether rows share tails */
    PreparedTemplate(SegmentTemplate template, boolean shared) {
        int slots = template.slotTypes.length;
        int besides = template.besideTypes.length;
        pieceStarts = new int[slots + besides + 2];
        textStarts = new int[slots + 2];
        values = new SegmentColumn[slots + besides];
        lengthByteBefore = new int[slots + besides];
        putHead(template, slots);
        tokensLengthAt = piece.length() - Short.BYTES;
        for (int i = 0; i < slots; i++) {
            text.put(template.literals[i]);
            token(template.slotKeys[i], template.columns[i], true);
        }
        text.put(template.literals[slots]);
        messageValues = count;
        textStarts[count + 1] = text.length();
        int tail = shared ? tailFrom(template) : besides;
        putBesides(template, tail);
        lastTokens = piece.length() - pieceStarts[count];
        piece.putShort(line.length()).put(line.array(), 0, line.length());
        pieceStarts[count + 1] = piece.length();
        pieces = padded(piece);
        texts = padded(text);
        int source = tail;
        while (source < besides && template.besideTypes[source] != SegmentTemplate.BESIDE_SOURCE) {
            source++;
        }
        tailHasSource = source < besides;
        tailBefore = constants(template, tail, source);
        tailAfter = constants(template, source + 1, besides);
    }

    /** How many values there are. */
    int count() {
        return count;
    }

    boolean hasTail() {
        return tailHasSource || tailBefore.length > 0;
    }

    /** Whether marks and line are the same in all rows, and the source's token is what it should be. */
    static boolean suits(SegmentTemplate template) {
        for (int i = 0; i < template.besideTypes.length; i++) {
            if (template.besideTypes[i] == SegmentTemplate.BESIDE_SOURCE
                    && !Arrays.equals(template.besideKeys[i], OwnKeys.source())) {
                return false;
            }
        }
        return !template.whole && !template.byRule && !template.hasTextSlots;
    }

    private void putHead(SegmentTemplate template, int slots) {
        ByteArrayBuilder marks = new ByteArrayBuilder(32);
        for (int i = 0; i < slots; i++) {
            line.put(template.literals[i]);
            while (marks.length() <= line.length() >> 3) {
                marks.put(0);
            }
            marks.array()[line.length() >> 3] |= (byte) (0x80 >>> (line.length() & 7));
            line.put(EventFormat.PLACEHOLDER);
        }
        line.put(template.literals[slots]);
        piece.put(template.app.length).put(template.app);
        piece.putShort(marks.length()).put(marks.array(), 0, marks.length());
        piece.putShort(0);
    }

    /** The first of the tokens beside the line from which on none is in a column, and only one is the source's. */
    private static int tailFrom(SegmentTemplate template) {
        int sources = 0;
        for (int i = template.besideTypes.length; i > 0; i--) {
            int type = template.besideTypes[i - 1];
            sources += type == SegmentTemplate.BESIDE_SOURCE ? 1 : 0;
            if (type == SegmentTemplate.BESIDE_SLOT || sources > 1) {
                return i;
            }
        }
        return 0;
    }

    private void putBesides(SegmentTemplate template, int until) {
        int column = template.slotTypes.length;
        for (int i = 0; i < until; i++) {
            byte[] key = template.besideKeys[i];
            switch (template.besideTypes[i]) {
                case SegmentTemplate.BESIDE_CONSTANT -> putToken(piece, key, template.besideConstants[i]);
                case SegmentTemplate.BESIDE_SLOT -> token(key, template.columns[column++], false);
                default -> value(null, 0);
            }
        }
    }

    private void token(byte[] key, SegmentColumn column, boolean inMessage) {
        byte[] constant = column.constant();
        if (constant != null && constant.length <= BlockLayout.MAX_VALUE_BYTES) {
            putToken(piece, key, constant);
            if (inMessage) {
                text.put(constant);
            }
            return;
        }
        piece.put(key.length).put(0).put(key);
        value(column, key.length + 1);
        if (inMessage) {
            textStarts[count] = text.length();
        }
    }

    private void value(@Nullable SegmentColumn column, int lengthByte) {
        values[count] = column;
        lengthByteBefore[count] = lengthByte;
        pieceStarts[++count] = piece.length();
    }

    private static byte[] constants(SegmentTemplate template, int from, int to) {
        if (from >= to) {
            return NOTHING;
        }
        ByteArrayBuilder tokens = new ByteArrayBuilder(64);
        for (int i = from; i < to; i++) {
            putToken(tokens, template.besideKeys[i], template.besideConstants[i]);
        }
        return tokens.toByteArray();
    }

    private static void putToken(ByteArrayBuilder out, byte[] key, byte[] value) {
        out.put(key.length).put(value.length).put(key).put(value);
    }

    private static byte[] padded(ByteArrayBuilder builder) {
        return Arrays.copyOf(builder.array(), builder.length() + PADDING);
    }
}
