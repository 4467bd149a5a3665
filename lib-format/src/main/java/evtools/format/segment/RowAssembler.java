package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows together again. What a template's rows have in common is prepared once. Not thread-safe.
 *
 * <pre>
 *   length | 1 point crc | host | app marks | tokens | line
 *                │          │       │           │        └ template's, or from slots that are text
 *                │        source  template     columns, template's constants, source's _src
 *                └ of the message, which is put together beside it
 * </pre>
 */
final class RowAssembler {
    private static final int MESSAGE_ROOM = 3 * EventFormat.MAX_EVENT_BYTES;

    /** As many rows as stay in the cache while they are assembled. */
    private static final int BATCH_ROWS = 16 << 10;

    private final int[] templateOfRow;
    private final int[] ordinalOfRow;
    private final int[] sourceOfRow;
    private final long[] points;
    private final SegmentSource[] sources;
    private final SegmentTemplate[] templates;
    private final boolean[] loaded;
    private final @Nullable PreparedTemplate[] prepared;
    private final boolean hasTies;
    private final EventTies ties = new EventTies();
    private final byte[][] hostFields;
    private final byte[][] fileTokens;
    private final CRC32 crc32 = new CRC32();
    private final byte[] message = new byte[MESSAGE_ROOM];
    private final RowBatch batch;
    private final byte[] line = new byte[MESSAGE_ROOM];
    private final byte[] marks = new byte[MESSAGE_ROOM / 8];
    private final LineByRule byRule = new LineByRule(line, marks);
    private int lineLength;
    private int messageLength;
    private int marksLength;

    RowAssembler(BlockRows rows, SegmentSource[] sources, SegmentTemplate[] templates) throws FormatException {
        this.templateOfRow = rows.templateOfRow();
        this.ordinalOfRow = rows.ordinalOfRow();
        this.sourceOfRow = rows.sourceOfRow();
        this.points = rows.points();
        this.hasTies = rows.hasTies();
        this.sources = sources;
        this.templates = templates;
        this.loaded = new boolean[templates.length];
        this.batch = new RowBatch(templates.length);
        this.prepared = new PreparedTemplate[templates.length];
        this.hostFields = new byte[sources.length][];
        this.fileTokens = new byte[sources.length][];
        byte[] key = OwnKeys.source();
        for (int i = 0; i < sources.length; i++) {
            byte[] host = sources[i].host();
            byte[] file = sources[i].file();
            hostFields[i] = new ByteArrayBuilder(1 + host.length)
                    .put(host.length)
                    .put(host)
                    .toByteArray();
            fileTokens[i] = new ByteArrayBuilder(2 + key.length + file.length)
                    .put(key.length)
                    .put(file.length)
                    .put(key)
                    .put(file)
                    .toByteArray();
        }
    }

    private SegmentTemplate template(int index) throws FormatException {
        SegmentTemplate template = templates[index];
        if (!loaded[index]) {
            for (SegmentColumn column : template.columns) {
                column.load();
            }
            loaded[index] = true;
            if (PreparedTemplate.suits(template)) {
                prepared[index] = new PreparedTemplate(template);
            }
        }
        return template;
    }

    void appendMessage(int templateIndex, int ordinal, ByteArrayBuilder out) throws FormatException {
        SegmentTemplate template = template(templateIndex);
        try {
            int length = 0;
            for (int i = 0; i < template.slotTypes.length; i++) {
                length = put(template.literals[i], message, length);
                length = template.columns[i].copy(ordinal, message, length);
            }
            length = put(template.literals[template.slotTypes.length], message, length);
            out.put(message, 0, length);
        } catch (IndexOutOfBoundsException e) {
            throw tooLong(e);
        }
    }

    void appendEvent(int row, ByteArrayBuilder out) throws FormatException {
        int from = out.length();
        byte[] target = out.ensure(MESSAGE_ROOM);
        out.advance(putEvent(row, target, from) - from);
    }

    /** Where the rows of the point of a row end, if their events have an order of their own; else the next row. */
    private int tiedUntil(int row) {
        int until = row + 1;
        while (hasTies && until < points.length && points[until] == points[row]) {
            until++;
        }
        return until;
    }

    /** Puts rows, which are ascending, into the order of their events. */
    void sortRows(int[] rows) throws FormatException {
        ByteArrayBuilder events = new ByteArrayBuilder(1 << 10);
        int i = 0;
        while (hasTies && i < rows.length) {
            int from = i++;
            while (i < rows.length && points[rows[i]] == points[rows[from]]) {
                i++;
            }
            if (i - from > 1) {
                events.clear();
                for (int k = from; k < i; k++) {
                    appendEvent(rows[k], events);
                }
                ties.sortRows(events.array(), i - from, rows, from);
            }
        }
    }

    /** The rows that have the point of a row, in the order of their events. */
    int[] tiedRows(int row) throws FormatException {
        int from = row;
        while (hasTies && from > 0 && points[from - 1] == points[row]) {
            from--;
        }
        int[] tied = new int[tiedUntil(from) - from];
        for (int i = 0; i < tied.length; i++) {
            tied[i] = from + i;
        }
        sortRows(tied);
        return tied;
    }

    /** Writes all events to {@code target}. */
    void expand(int rows, byte[] target, int length) throws FormatException {
        int at = 0;
        int row = 0;
        while (row < rows) {
            int until = tiedUntil(Math.min(row + BATCH_ROWS, rows) - 1);
            assembleBatch(row, until, length - at);
            at = batch.copy(target, at);
            row = until;
        }
        if (at != length) {
            throw new FormatException(
                    "block with shorter events than its header says (expected " + length + " bytes, found " + at + ")");
        }
    }

    /**
     * Appends up to {@code count} events from {@code row} on, and all that have the point of the last.
     *
     * @return the next row
     */
    int appendEvents(int row, int count, ByteArrayBuilder out, int maxBytes) throws FormatException {
        int until = tiedUntil(Math.min(row + Math.min(count, BATCH_ROWS), points.length) - 1);
        int bytes = assembleBatch(row, until, maxBytes);
        byte[] target = out.ensure(bytes);
        batch.copy(target, out.length());
        out.advance(bytes);
        return until;
    }

    /**
     * Assembles rows, those of one template after another: what belongs to it is then near, and its values stand one
     * after another. Returns how many bytes they take.
     */
    private int assembleBatch(int from, int until, int maxBytes) throws FormatException {
        int count = until - from;
        batch.order(templateOfRow, from, count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            int index = batch.row(i);
            int end = putEvent(from + index, batch.ensure(at + MESSAGE_ROOM), at);
            batch.place(index, at, end);
            at = end;
            if (at > maxBytes) {
                throw new FormatException("block with longer events than its header says");
            }
        }
        for (int row = from; hasTies && row < until; ) {
            int next = tiedUntil(row);
            if (next - row > 1) {
                batch.sort(ties, row - from, next - row);
            }
            row = next;
        }
        return at;
    }

    private int putEvent(int row, byte[] target, int from) throws FormatException {
        SegmentTemplate template = template(templateOfRow[row]);
        int end;
        try {
            PreparedTemplate fixed = prepared[templateOfRow[row]];
            if (fixed != null) {
                end = assemblePrepared(fixed, row, target, from + EventFormat.LENGTH_BYTES);
            } else if (template.whole) {
                end = template.columns[0].copy(ordinalOfRow[row], target, from + EventFormat.LENGTH_BYTES);
            } else {
                end = assemble(template, row, target, from + EventFormat.LENGTH_BYTES);
            }
        } catch (IndexOutOfBoundsException e) {
            throw tooLong(e);
        }
        int length = end - from - EventFormat.LENGTH_BYTES;
        if (length > EventFormat.MAX_EVENT_BYTES) {
            throw tooLong(null);
        }
        BigEndian.putShort(target, from, length);
        return end;
    }

    private static FormatException tooLong(@Nullable Throwable cause) {
        String what = "event of a block is longer than an event can be";
        return cause == null ? new FormatException(what) : new FormatException(what, cause);
    }

    /** Tokens come out side by side with the message, everything else is prepared. */
    private int assemblePrepared(PreparedTemplate fixed, int row, byte[] target, int from) throws FormatException {
        int ordinal = ordinalOfRow[row];
        int source = sourceOfRow[row];
        target[from] = EventFormat.VERSION;
        BigEndian.putLong(target, from + EventFormat.POINT_OFFSET, points[row]);
        int app = put(hostFields[source], target, from + EventFormat.HOST_OFFSET);
        int to = app;
        int shown = 0;
        byte[] text = message;
        @Nullable SegmentColumn[] values = fixed.values;
        for (int i = 0; i < values.length; i++) {
            to = put(fixed.pieces[i], target, to);
            SegmentColumn column = values[i];
            if (column == null) {
                to = put(fileTokens[source], target, to);
                continue;
            }
            int end = column.copy(ordinal, target, to);
            int length = end - to;
            if (length > BlockLayout.MAX_VALUE_BYTES) {
                throw tooLong(null);
            }
            target[to - fixed.lengthByteBefore[i]] = (byte) length;
            if (i < fixed.messageValues) {
                shown = put(fixed.texts[i], text, shown);
                System.arraycopy(target, to, text, shown, length);
                shown += length;
            }
            to = end;
        }
        int last = fixed.messageValues;
        shown = put(fixed.texts[last], text, shown);
        int end = put(fixed.tail, target, to);
        int tokens = app + fixed.tokensLengthAt;
        BigEndian.putShort(target, tokens, to + fixed.tailTokens - tokens - Short.BYTES);
        crc32.reset();
        crc32.update(text, 0, shown);
        BigEndian.putInt(target, from + EventFormat.CRC_OFFSET, (int) crc32.getValue());
        return end;
    }

    private int assemble(SegmentTemplate template, int row, byte[] target, int from) throws FormatException {
        int ordinal = ordinalOfRow[row];
        SegmentSource source = sources[sourceOfRow[row]];
        target[from] = EventFormat.VERSION;
        BigEndian.putLong(target, from + EventFormat.POINT_OFFSET, points[row]);
        int at = from + EventFormat.HOST_OFFSET;
        target[at++] = (byte) source.host().length;
        at = put(source.host(), target, at);
        target[at++] = (byte) template.app.length;
        at = put(template.app, target, at);
        // Tokens are written where they go if there are no marks, and moved when the marks are known.
        int tokens = at + 2;
        int to = template.byRule
                ? lineByRule(template, ordinal, target, tokens + 2)
                : lineTokens(template, ordinal, target, tokens + 2);
        to = besideTokens(template, source, ordinal, target, to);
        int tokensLength = to - tokens - 2;
        System.arraycopy(target, tokens + 2, target, tokens + marksLength + 2, tokensLength);
        BigEndian.putShort(target, at, marksLength);
        System.arraycopy(marks, 0, target, tokens, marksLength);
        BigEndian.putShort(target, tokens + marksLength, tokensLength);
        to += marksLength;
        BigEndian.putShort(target, to, lineLength);
        System.arraycopy(line, 0, target, to + 2, lineLength);
        crc32.reset();
        crc32.update(message, 0, messageLength);
        BigEndian.putInt(target, from + EventFormat.CRC_OFFSET, (int) crc32.getValue());
        return to + 2 + lineLength;
    }

    private int lineTokens(SegmentTemplate template, int ordinal, byte[] target, int from) {
        int to = from;
        int length = 0;
        int shown = 0;
        Arrays.fill(marks, 0, marksLength, (byte) 0);
        marksLength = 0;
        int slots = template.slotTypes.length;
        for (int i = 0; i < slots; i++) {
            byte[] literal = template.literals[i];
            length = put(literal, line, length);
            shown = put(literal, message, shown);
            if (template.slotTypes[i] == SegmentTemplate.TEXT_SLOT) {
                int end = template.columns[i].copy(ordinal, message, shown);
                System.arraycopy(message, shown, line, length, end - shown);
                length += end - shown;
                shown = end;
            } else {
                marks[length >> 3] |= (byte) (0x80 >>> (length & 7));
                marksLength = (length >> 3) + 1;
                line[length++] = EventFormat.PLACEHOLDER;
                byte[] key = template.slotKeys[i];
                target[to] = (byte) key.length;
                int value = put(key, target, to + 2);
                int end = template.columns[i].copy(ordinal, target, value);
                target[to + 1] = (byte) (end - value);
                System.arraycopy(target, value, message, shown, end - value);
                shown += end - value;
                to = end;
            }
        }
        length = put(template.literals[slots], line, length);
        lineLength = length;
        messageLength = put(template.literals[slots], message, shown);
        return to;
    }

    private int lineByRule(SegmentTemplate template, int ordinal, byte[] target, int from) {
        int shown = 0;
        int slots = template.slotTypes.length;
        for (int i = 0; i < slots; i++) {
            shown = put(template.literals[i], message, shown);
            shown = template.columns[i].copy(ordinal, message, shown);
        }
        messageLength = put(template.literals[slots], message, shown);
        Arrays.fill(marks, 0, marksLength, (byte) 0);
        int end = byRule.write(message, 0, messageLength, target, from);
        lineLength = byRule.lineLength();
        marksLength = byRule.marksLength();
        return end;
    }

    private static int besideTokens(
            SegmentTemplate template, SegmentSource source, int ordinal, byte[] target, int from) {
        int to = from;
        int column = template.slotTypes.length;
        for (int i = 0; i < template.besideTypes.length; i++) {
            byte[] key = template.besideKeys[i];
            target[to] = (byte) key.length;
            int value = put(key, target, to + 2);
            int end = switch (template.besideTypes[i]) {
                case SegmentTemplate.BESIDE_SLOT -> template.columns[column++].copy(ordinal, target, value);
                case SegmentTemplate.BESIDE_CONSTANT -> put(template.besideConstants[i], target, value);
                default -> put(source.file(), target, value);
            };
            target[to + 1] = (byte) (end - value);
            to = end;
        }
        return to;
    }

    private static int put(byte[] source, byte[] target, int at) {
        System.arraycopy(source, 0, target, at, source.length);
        return at + source.length;
    }
}
