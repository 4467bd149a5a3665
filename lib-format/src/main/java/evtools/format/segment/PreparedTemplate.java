package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the rows of a template have in common, as it stands in their events. For templates whose slots are all tokens:
 * then marks and line are always the same.
 *
 * <pre>
 *   … host | app, marks | tokens                                                | line
 *            └ head ──┘   key, value of each slot; beside: constants, source      └ tail
 * </pre>
 */
final class PreparedTemplate {
    private static final byte[] NOTHING = new byte[0];

    final byte[] head;
    final byte[] tail;

    /** Before the value of each slot of the message: length of the key, room for that of the value, the key. */
    final byte[][] slotHeads;

    /** Tokens beside the line: constants, or what stands before a column's value. */
    final byte[][] besidePieces;

    /** What each piece is, as in {@link SegmentTemplate}; for the source's token it is empty. */
    final int[] besideTypes;

    private final List<byte[]> pieces = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    PreparedTemplate(SegmentTemplate template) {
        ByteArrayBuilder line = new ByteArrayBuilder(256);
        ByteArrayBuilder marks = new ByteArrayBuilder(32);
        int slots = template.slotTypes.length;
        slotHeads = new byte[slots][];
        for (int i = 0; i < slots; i++) {
            line.put(template.literals[i]);
            while (marks.length() <= line.length() >> 3) {
                marks.put(0);
            }
            marks.array()[line.length() >> 3] |= (byte) (0x80 >>> (line.length() & 7));
            line.put(EventFormat.PLACEHOLDER);
            slotHeads[i] = head(template.slotKeys[i], 0);
        }
        line.put(template.literals[slots]);
        ByteArrayBuilder bytes = new ByteArrayBuilder(256);
        bytes.put(template.app.length).put(template.app);
        bytes.putShort(marks.length()).put(marks.array(), 0, marks.length());
        head = bytes.toByteArray();
        bytes.clear();
        tail = bytes.putShort(line.length()).put(line.array(), 0, line.length()).toByteArray();
        prepareBeside(template);
        besidePieces = pieces.toArray(new byte[0][]);
        besideTypes = new int[types.size()];
        for (int i = 0; i < besideTypes.length; i++) {
            besideTypes[i] = types.get(i);
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

    private static byte[] head(byte[] key, int valueLength) {
        return new ByteArrayBuilder(2 + key.length)
                .put(key.length)
                .put(valueLength)
                .put(key)
                .toByteArray();
    }

    private void prepareBeside(SegmentTemplate template) {
        ByteArrayBuilder piece = new ByteArrayBuilder(64);
        for (int i = 0; i < template.besideTypes.length; i++) {
            byte[] key = template.besideKeys[i];
            switch (template.besideTypes[i]) {
                case SegmentTemplate.BESIDE_CONSTANT -> {
                    byte[] value = template.besideConstants[i];
                    piece.put(head(key, value.length)).put(value);
                }
                case SegmentTemplate.BESIDE_SLOT -> {
                    finish(piece);
                    pieces.add(head(key, 0));
                    types.add(SegmentTemplate.BESIDE_SLOT);
                }
                default -> {
                    finish(piece);
                    pieces.add(NOTHING);
                    types.add(SegmentTemplate.BESIDE_SOURCE);
                }
            }
        }
        finish(piece);
    }

    private void finish(ByteArrayBuilder piece) {
        if (piece.length() > 0) {
            pieces.add(piece.toByteArray());
            types.add(SegmentTemplate.BESIDE_CONSTANT);
            piece.clear();
        }
    }
}
