package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.Arrays;

/** A template while a block is written. */
final class TemplateData {
    static final int TOKENS = 0;
    static final int WHOLE = 1;
    static final int BY_RULE = 2;

    private static final byte[] NOTHING = new byte[0];

    final int kind;
    final byte[] app;
    final byte[][] literals;

    /** Per slot {@link SegmentTemplate#TEXT_SLOT}, or {@link SegmentTemplate#TOKEN_SLOT} and a key. */
    final int[] slotTypes;

    final byte[][] slotKeys;

    /** Tokens beside the line, as in a shape. */
    final byte[][] besideKeys;

    final int[] besideColumns;
    final byte[][] besideConstants;
    ColumnData[] columns = new ColumnData[0];
    ColumnPlan[] plans = new ColumnPlan[0];
    int rows;

    TemplateData(
            int kind,
            byte[] app,
            byte[][] literals,
            int[] slotTypes,
            byte[][] slotKeys,
            byte[][] besideKeys,
            int[] besideColumns,
            byte[][] besideConstants) {
        this.kind = kind;
        this.app = app;
        this.literals = literals;
        this.slotTypes = slotTypes;
        this.slotKeys = slotKeys;
        this.besideKeys = besideKeys;
        this.besideColumns = besideColumns;
        this.besideConstants = besideConstants;
    }

    /** With the app and the tokens beside the line of a shape. */
    static TemplateData of(int kind, Shape shape, byte[][] literals, int[] slotTypes, byte[][] slotKeys) {
        int from = shape.lineTokens;
        int to = shape.keys.length;
        return new TemplateData(
                kind,
                shape.app,
                literals,
                slotTypes,
                slotKeys,
                Arrays.copyOfRange(shape.keys, from, to),
                Arrays.copyOfRange(shape.columnOfToken, from, to),
                Arrays.copyOfRange(shape.constants, from, to));
    }

    /** For whole events. */
    static TemplateData whole() {
        return new TemplateData(
                WHOLE,
                NOTHING,
                new byte[][] {NOTHING, NOTHING},
                new int[] {SegmentTemplate.TEXT_SLOT},
                new byte[][] {NOTHING},
                new byte[0][],
                new int[0],
                new byte[0][]);
    }

    /** Appends the description to the templates section, the bytes to the text section. */
    void write(ByteArrayBuilder meta, ByteArrayBuilder text, ColumnWriter writer) {
        meta.put(kind);
        Varint.put(meta, rows);
        putText(app, meta, text);
        Varint.put(meta, slotTypes.length);
        putText(literals[0], meta, text);
        for (int i = 0; i < slotTypes.length; i++) {
            writer.writeHead(plans[i], meta, text);
            putText(literals[i + 1], meta, text);
        }
        for (int i = 0; i < slotTypes.length; i++) {
            Varint.put(meta, slotTypes[i] + slotKeys[i].length);
            text.put(slotKeys[i]);
        }
        int plan = slotTypes.length;
        Varint.put(meta, besideKeys.length);
        for (int i = 0; i < besideKeys.length; i++) {
            int column = besideColumns[i];
            Varint.put(
                    meta,
                    column == Shape.CONSTANT
                            ? SegmentTemplate.BESIDE_CONSTANT
                            : column == Shape.SOURCE ? SegmentTemplate.BESIDE_SOURCE : SegmentTemplate.BESIDE_SLOT);
            putText(besideKeys[i], meta, text);
            if (column == Shape.CONSTANT) {
                putText(besideConstants[i], meta, text);
            } else if (column != Shape.SOURCE) {
                writer.writeHead(plans[plan++], meta, text);
            }
        }
    }

    private static void putText(byte[] bytes, ByteArrayBuilder meta, ByteArrayBuilder text) {
        Varint.put(meta, bytes.length);
        text.put(bytes);
    }
}
