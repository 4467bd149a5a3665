package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Makes templates out of shapes, and gathers their columns in source-major order. For one block.
 *
 * <pre>
 *   rows of a shape with enough rows   a template: the shape's line, a column for each token
 *   of others, if made by the rule     a template of their words, for messages with as many and the same between
 *                                      them; where those are few too, one column of whole messages
 *   of others still                    a template of the shape
 *   no valid events                    one column of whole events
 * </pre>
 */
final class TemplateGrouping {
    private static final int MIN_ROWS = 8;

    /** With more than this, opening a block would take longer than searching it. */
    private static final int MAX_RARE_SHAPES = 4_096;

    private final RowCollector rows;
    private final byte[] payload;
    private final DomainTable domains;
    private final List<TemplateGroup> groups = new ArrayList<>();

    TemplateGrouping(RowCollector rows, byte[] payload) {
        this.rows = rows;
        this.payload = payload;
        this.domains = rows.domains();
    }

    /** The templates, those with most rows first; tells the rows which they have. */
    TemplateData[] group() {
        int[] order = rows.bySource();
        TemplateGroup[] groupOf = assign(order);
        groups.sort(Comparator.comparingInt(group -> -group.size()));
        TemplateData[] templates = new TemplateData[groups.size()];
        for (int i = 0; i < templates.length; i++) {
            groups.get(i).number = i;
        }
        int[] templateOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            templateOf[i] = groupOf[i].number;
            groupOf[i].rows.add(order[i]);
        }
        rows.templates(templateOf);
        for (int i = 0; i < templates.length; i++) {
            templates[i] = build(groups.get(i));
        }
        return templates;
    }

    /** Finds the group of each place in the order, and counts. */
    private TemplateGroup[] assign(int[] order) {
        List<Shape> shapes = rows.shapes().shapes();
        TemplateGroup[] ofShape = new TemplateGroup[shapes.size()];
        TemplateGroup whole = new TemplateGroup(null);
        WordGrouping words = new WordGrouping(rows, payload, MIN_ROWS);
        TemplateGroup[] groupOf = new TemplateGroup[order.length];
        boolean byWords = byWords(shapes);
        for (int i = 0; i < order.length; i++) {
            int number = rows.shapeOf(order[i]);
            TemplateGroup group = number == RowCollector.WHOLE
                    ? whole
                    : byWords && shapes.get(number).rows < MIN_ROWS ? words.find(order[i], shapes.get(number)) : null;
            if (group == null) {
                group = ofShape[number];
                if (group == null) {
                    group = new TemplateGroup(shapes.get(number));
                    ofShape[number] = group;
                }
            }
            groupOf[i] = group;
            group.count++;
        }
        for (int i = 0; i < order.length; i++) {
            groupOf[i] = words.settle(groupOf[i]);
        }
        for (TemplateGroup group : groupOf) {
            if (group.number < 0) {
                group.number = 0;
                groups.add(group);
            }
        }
        return groupOf;
    }

    /** Whether rare shapes are so many that they are better put together. */
    private boolean byWords(List<Shape> shapes) {
        int rareRows = 0;
        int rareShapes = 0;
        for (Shape shape : shapes) {
            if (shape.rows > 0 && shape.rows < MIN_ROWS) {
                rareRows += shape.rows;
                rareShapes++;
            }
        }
        return rareRows * 3L > rows.size() || rareShapes > MAX_RARE_SHAPES;
    }

    private TemplateData build(TemplateGroup group) {
        TemplateData template = group.shape == null
                ? TemplateData.whole()
                : group.signature == null ? ofShape(group.shape) : WordTemplates.template(group);
        template.rows = group.rows.size();
        template.columns = group.shape == null
                ? whole(group)
                : group.signature == null
                        ? columns(group)
                        : new WordTemplates(rows, payload, domains).columns(group, template.slotTypes.length);
        return template;
    }

    private ColumnData[] whole(TemplateGroup group) {
        int count = group.rows.size();
        int[] offsets = new int[count];
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = rows.offset(group.rows.get(i));
            lengths[i] = BigEndian.getUnsignedShort(payload, offsets[i] - EventFormat.LENGTH_BYTES);
        }
        return new ColumnData[] {ColumnData.ofStrings(payload, offsets, lengths, count)};
    }

    private ColumnData[] columns(TemplateGroup group) {
        ColumnData[] columns = new ColumnData[group.shapeOrThrow().values.length];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = column(rows, group, c);
        }
        return columns;
    }

    /** A column of a shape whose tokens all have values in the same domain. */
    private static ColumnData column(RowCollector rows, TemplateGroup group, int column) {
        Shape shape = group.shapeOrThrow();
        int count = group.rows.size();
        int[] entries = new int[count];
        int[] values = shape.values[column].array();
        for (int i = 0; i < count; i++) {
            entries[i] = values[rows.ordinalInShape(group.rows.get(i))];
        }
        return ColumnData.of(shape.domains[column], entries, count);
    }

    private static TemplateData ofShape(Shape shape) {
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
        return TemplateData.of(TemplateData.TOKENS, shape, literals, types, keys);
    }
}
