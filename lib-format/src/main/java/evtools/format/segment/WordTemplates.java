package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import java.util.Arrays;
import java.util.Objects;

/** Makes templates and columns of messages that were grouped by what stands between their words. */
final class WordTemplates {
    private final RowCollector rows;
    private final byte[] payload;
    private final DomainTable domains;

    WordTemplates(RowCollector rows, byte[] payload, DomainTable domains) {
        this.rows = rows;
        this.payload = payload;
        this.domains = domains;
    }

    static TemplateData template(TemplateGroup group) {
        byte[] between = Objects.requireNonNull(group.signature);
        int slots = Math.max(1, group.words);
        byte[][] literals = new byte[slots + 1][];
        int start = 0;
        for (int i = 0; i < slots; i++) {
            int at = start;
            while (group.words > 0 && between[at] != 0) {
                at++;
            }
            literals[i] = Arrays.copyOfRange(between, start, at);
            start = group.words > 0 ? at + 1 : at;
        }
        literals[slots] = Arrays.copyOfRange(between, start, between.length);
        byte[][] keys = new byte[slots][];
        Arrays.fill(keys, new byte[0]);
        return TemplateData.of(TemplateData.BY_RULE, group.shapeOrThrow(), literals, new int[slots], keys);
    }

    /** Columns of the messages' words, or of whole messages, then those beside the line. */
    ColumnData[] columns(TemplateGroup group, int slots) {
        int count = group.rows.size();
        ByteArrayBuilder text = new ByteArrayBuilder(count * 64);
        int[] starts = new int[count + 1];
        EventView event = new EventView();
        Messages messages = new Messages();
        for (int i = 0; i < count; i++) {
            int at = rows.offset(group.rows.get(i));
            event.tryWrap(payload, at, BigEndian.getUnsignedShort(payload, at - EventFormat.LENGTH_BYTES));
            messages.appendMessage(event, text);
            starts[i + 1] = text.length();
        }
        Shape shape = group.shapeOrThrow();
        int besides = 0;
        for (int i = shape.lineTokens; i < shape.keys.length; i++) {
            besides += shape.columnOfToken[i] >= 0 ? 1 : 0;
        }
        ColumnData[] columns = new ColumnData[slots + besides];
        if (group.words == 0) {
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                lengths[i] = starts[i + 1] - starts[i];
            }
            columns[0] = ColumnData.ofStrings(text.array(), starts, lengths, count);
        } else {
            words(group, text.array(), starts, columns);
        }
        for (int b = 0; b < besides; b++) {
            columns[slots + b] = beside(group, b);
        }
        return columns;
    }

    private void words(TemplateGroup group, byte[] text, int[] starts, ColumnData[] columns) {
        int count = group.rows.size();
        int[][] entries = new int[group.words][count];
        Domain[] wordDomains = new Domain[group.words];
        for (int w = 0; w < group.words; w++) {
            wordDomains[w] = domains.forWord(group.shapeOrThrow().app, w);
        }
        for (int i = 0; i < count; i++) {
            int at = starts[i];
            int end = starts[i + 1];
            for (int w = 0; w < group.words; w++) {
                while (WordGrouping.isBetween(text[at])) {
                    at++;
                }
                int from = at;
                while (at < end && !WordGrouping.isBetween(text[at])) {
                    at++;
                }
                entries[w][i] = wordDomains[w].intern(text, from, at - from);
            }
        }
        for (int w = 0; w < group.words; w++) {
            columns[w] = ColumnData.of(wordDomains[w], entries[w], count);
        }
    }

    /** The rows have several shapes, but the same tokens beside the line, and so the same domains. */
    private ColumnData beside(TemplateGroup group, int index) {
        int count = group.rows.size();
        int[] entries = new int[count];
        Domain domain = null;
        for (int i = 0; i < count; i++) {
            int row = group.rows.get(i);
            Shape shape = rows.shapes().shapes().get(rows.shapeOf(row));
            int column = shape.firstBesideColumn() + index;
            domain = shape.domains[column];
            entries[i] = shape.values[column].get(rows.ordinalInShape(row));
        }
        return ColumnData.of(Objects.requireNonNull(domain), entries, count);
    }
}
