package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Makes templates out of shapes, and gathers their columns in source-major order. For one block. */
final class TemplateGrouping {
    private final RowCollector rows;
    private final byte[] payload;

    TemplateGrouping(RowCollector rows, byte[] payload) {
        this.rows = rows;
        this.payload = payload;
    }

    /** The templates, those with most rows first; tells the rows which they have. */
    TemplateData[] group() {
        int[] order = rows.bySource();
        List<Shape> shapes = rows.shapes().shapes();
        List<Integer> byCount = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            byCount.add(i);
        }
        byCount.sort(Comparator.comparingInt(i -> -shapes.get(i).rows));
        int count = shapes.size() + (rows.wholeRows() > 0 ? 1 : 0);
        TemplateData[] templates = new TemplateData[count];
        int[][] rowsOf = new int[count][];
        int[] numberOf = new int[shapes.size()];
        for (int i = 0; i < shapes.size(); i++) {
            Shape shape = shapes.get(byCount.get(i));
            numberOf[byCount.get(i)] = i;
            templates[i] = template(shape);
            rowsOf[i] = new int[shape.rows];
        }
        if (rows.wholeRows() > 0) {
            templates[count - 1] = TemplateData.whole();
            rowsOf[count - 1] = new int[rows.wholeRows()];
        }
        int[] templateOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            int shape = rows.shapeOf(order[i]);
            int template = shape == RowCollector.WHOLE ? count - 1 : numberOf[shape];
            templateOf[i] = template;
            rowsOf[template][templates[template].rows++] = order[i];
        }
        rows.templates(templateOf);
        for (int i = 0; i < count; i++) {
            templates[i].columns = templates[i].kind == TemplateData.WHOLE
                    ? whole(rowsOf[i])
                    : columns(shapes.get(byCount.get(i)), rowsOf[i]);
        }
        return templates;
    }

    private ColumnData[] whole(int[] rowsOf) {
        int[] offsets = new int[rowsOf.length];
        int[] lengths = new int[rowsOf.length];
        for (int i = 0; i < rowsOf.length; i++) {
            offsets[i] = rows.offset(rowsOf[i]);
            lengths[i] = BigEndian.getUnsignedShort(payload, offsets[i] - EventFormat.LENGTH_BYTES);
        }
        return new ColumnData[] {ColumnData.ofStrings(payload, offsets, lengths, rowsOf.length)};
    }

    private ColumnData[] columns(Shape shape, int[] rowsOf) {
        ColumnData[] columns = new ColumnData[shape.values.length];
        for (int c = 0; c < columns.length; c++) {
            int[] entries = new int[rowsOf.length];
            IntList values = shape.values[c];
            for (int i = 0; i < entries.length; i++) {
                entries[i] = values.get(rows.ordinalInShape(rowsOf[i]));
            }
            columns[c] = ColumnData.of(shape.domains[c], entries, entries.length);
        }
        return columns;
    }

    private static TemplateData template(Shape shape) {
        int slots = shape.lineTokens;
        byte[][] literals = new byte[slots + 1][];
        int[] types = new int[slots];
        byte[][] keys = new byte[slots][];
        int position = 0;
        for (int i = 0; i < slots; i++) {
            int mark = shape.nextMark(position);
            literals[i] = Arrays.copyOfRange(shape.line, position, mark);
            types[i] = SegmentTemplate.TOKEN_SLOT;
            keys[i] = shape.keys[i];
            position = mark + 1;
        }
        literals[slots] = Arrays.copyOfRange(shape.line, position, shape.line.length);
        int besides = shape.keys.length - slots;
        byte[][] besideKeys = new byte[besides][];
        int[] besideColumns = new int[besides];
        byte[][] constants = new byte[besides][];
        for (int i = 0; i < besides; i++) {
            besideKeys[i] = shape.keys[slots + i];
            besideColumns[i] = shape.columnOfToken[slots + i];
            constants[i] = shape.constants[slots + i];
        }
        return new TemplateData(
                TemplateData.TOKENS, shape.app, literals, types, keys, besideKeys, besideColumns, constants);
    }
}
