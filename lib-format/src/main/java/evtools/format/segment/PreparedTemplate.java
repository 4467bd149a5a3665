package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a template have in common, as it stands in their events: pieces with a value after each. For
 * templates whose slots are all tokens: then marks and line are always the same. Values that are the same in all rows
 * are part of the pieces.
 *
 * <pre>
 *   … host | app, marks, tokens' length, key | value | key | value | … | key, source's file | beside, line
 *            └ piece 0 ────────────────────┘         └ 1 ┘                                  └ tail ─────┘
 * </pre>
 */
final class PreparedTemplate {
    /** Before each value in the event. */
    final byte[][] pieces;

    /** Before each value in the message, and after the last one. */
    final byte[][] texts;

    /** The values; null: the token of the source. */
    final @Nullable SegmentColumn[] values;

    /** How far before its value a token's length byte stands; 0 for the token of the source. */
    final int[] lengthByteBefore;

    /** How many of the values are part of the message: the first ones. */
    final int messageValues;

    /** What comes after the last value. */
    final byte[] tail;

    /** How many bytes of {@link #tail} come before the line. */
    final int tailTokens;

    /** Where the tokens' length stands, counted from the end of the host. */
    final int tokensLengthAt;

    private final List<byte[]> madePieces = new ArrayList<>();
    private final List<byte[]> madeTexts = new ArrayList<>();
    private final List<@Nullable SegmentColumn> madeValues = new ArrayList<>();
    private final List<Integer> madeBefore = new ArrayList<>();
    private final ByteArrayBuilder piece = new ByteArrayBuilder(256);
    private final ByteArrayBuilder text = new ByteArrayBuilder(256);

    PreparedTemplate(SegmentTemplate template) {
        int slots = template.slotTypes.length;
        ByteArrayBuilder line = new ByteArrayBuilder(256);
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
        tokensLengthAt = piece.length();
        piece.putShort(0);
        for (int i = 0; i < slots; i++) {
            text.put(template.literals[i]);
            token(template.slotKeys[i], template.columns[i], true);
        }
        text.put(template.literals[slots]);
        madeTexts.add(take(text));
        messageValues = madeValues.size();
        prepareBeside(template);
        tailTokens = piece.length();
        piece.putShort(line.length()).put(line.array(), 0, line.length());
        tail = take(piece);
        pieces = madePieces.toArray(new byte[0][]);
        texts = madeTexts.toArray(new byte[0][]);
        values = madeValues.toArray(new SegmentColumn[0]);
        lengthByteBefore = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            lengthByteBefore[i] = madeBefore.get(i);
        }
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

    private void prepareBeside(SegmentTemplate template) {
        int column = template.slotTypes.length;
        for (int i = 0; i < template.besideTypes.length; i++) {
            byte[] key = template.besideKeys[i];
            switch (template.besideTypes[i]) {
                case SegmentTemplate.BESIDE_CONSTANT -> putToken(key, template.besideConstants[i]);
                case SegmentTemplate.BESIDE_SLOT -> token(key, template.columns[column++], false);
                default -> {
                    madePieces.add(take(piece));
                    madeValues.add(null);
                    madeBefore.add(0);
                }
            }
        }
    }

    private void token(byte[] key, SegmentColumn column, boolean inMessage) {
        byte[] constant = column.constant();
        if (constant != null && constant.length <= BlockLayout.MAX_VALUE_BYTES) {
            putToken(key, constant);
            if (inMessage) {
                text.put(constant);
            }
            return;
        }
        piece.put(key.length).put(0).put(key);
        madePieces.add(take(piece));
        madeValues.add(column);
        madeBefore.add(key.length + 1);
        if (inMessage) {
            madeTexts.add(take(text));
        }
    }

    private void putToken(byte[] key, byte[] value) {
        piece.put(key.length).put(value.length).put(key).put(value);
    }

    private static byte[] take(ByteArrayBuilder builder) {
        byte[] taken = builder.toByteArray();
        builder.clear();
        return taken;
    }
}
