package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
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
    private final TailTable tails;
    private final boolean sharesTails;
    private final EventTies ties;
    private final PreparedRows preparedRows;
    private final CRC32 crc32 = new CRC32();
    private final byte[] message = new byte[MESSAGE_ROOM];
    private final RowBatch batch;
    private final byte[] line = new byte[MESSAGE_ROOM];
    private final byte[] marks = new byte[MESSAGE_ROOM / 8];
    private final LineByRule byRule = new LineByRule(line, marks);

    /** What the tails of the last batch would add to its rows. */
    private int batchTails;

    private int lineLength;
    private int messageLength;
    private int marksLength;

    /** @param tails gets the tails that rows share; null: they are whole */
    RowAssembler(BlockRows rows, SegmentSource[] sources, SegmentTemplate[] templates, @Nullable TailTable tails)
            throws FormatException {
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
        this.sharesTails = tails != null;
        this.tails = tails == null ? new TailTable() : tails;
        this.ties = new EventTies(this.tails);
        SourceFields fields = new SourceFields(sources);
        this.preparedRows = new PreparedRows(fields, message, tails == null ? null : new BlockTails(tails, fields));
    }

    private SegmentTemplate template(int index) throws FormatException {
        SegmentTemplate template = templates[index];
        if (!loaded[index]) {
            for (SegmentColumn column : template.columns) {
                column.load();
            }
            loaded[index] = true;
            if (PreparedTemplate.suits(template)) {
                prepared[index] = new PreparedTemplate(template, sharesTails);
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
        int end = putEvent(templateOfRow[row], ordinalOfRow[row], sourceOfRow[row], points[row], target, from);
        out.advance(end - from);
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
            int until = batchUntil(row, rows);
            assembleBatch(row, until, length - at);
            at = batch.copy(target, at);
            row = until;
        }
        checkAll(at, length);
    }

    /** Appends all events as rows that share tails; made whole, they must be {@code length} bytes. */
    void appendRows(int rows, ByteArrayBuilder out, int length) throws FormatException {
        int whole = 0;
        int row = 0;
        while (row < rows) {
            int until = batchUntil(row, rows);
            int bytes = assembleBatch(row, until, length - whole);
            batch.copy(out.ensure(bytes), out.length());
            out.advance(bytes);
            whole += bytes + batchTails;
            row = until;
        }
        checkAll(whole, length);
    }

    private int batchUntil(int row, int rows) {
        return tiedUntil(Math.min(row + BATCH_ROWS, rows) - 1);
    }

    private static void checkAll(int found, int length) throws FormatException {
        if (found != length) {
            throw new FormatException("block with shorter events than its header says (expected " + length
                    + " bytes, found " + found + ")");
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
     * after another. Returns how many bytes they take, {@link #batchTails} not counted.
     */
    private int assembleBatch(int from, int until, int maxBytes) throws FormatException {
        int count = until - from;
        batch.order(templateOfRow, ordinalOfRow, sourceOfRow, points, from, count);
        int at = 0;
        batchTails = 0;
        for (int i = 0; i < count; i++) {
            int index = batch.row(i);
            int end = putEvent(
                    templateOfRow[from + index],
                    batch.ordinal(index),
                    batch.source(index),
                    batch.point(index),
                    batch.ensure(at + MESSAGE_ROOM),
                    at);
            batch.place(index, at, end);
            at = end;
            if (at + batchTails > maxBytes) {
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

    private int putEvent(int number, int ordinal, int source, long point, byte[] target, int from)
            throws FormatException {
        SegmentTemplate template = template(number);
        int end;
        int tail = 0;
        try {
            PreparedTemplate fixed = prepared[number];
            if (fixed != null) {
                end = preparedRows.assemble(fixed, ordinal, source, point, target, from + EventFormat.LENGTH_BYTES);
                tail = preparedRows.tailLength();
            } else if (template.whole) {
                end = template.columns[0].copy(ordinal, target, from + EventFormat.LENGTH_BYTES);
            } else {
                end = assemble(template, ordinal, sources[source], point, target, from + EventFormat.LENGTH_BYTES);
            }
        } catch (IndexOutOfBoundsException e) {
            throw tooLong(e);
        }
        int length = end - from - EventFormat.LENGTH_BYTES;
        if (length + tail > EventFormat.MAX_EVENT_BYTES) {
            throw tooLong(null);
        }
        batchTails += tail;
        BigEndian.putShort(target, from, length);
        return end;
    }

    static FormatException tooLong(@Nullable Throwable cause) {
        String what = "event of a block is longer than an event can be";
        return cause == null ? new FormatException(what) : new FormatException(what, cause);
    }

    private int assemble(
            SegmentTemplate template, int ordinal, SegmentSource source, long point, byte[] target, int from)
            throws FormatException {
        target[from] = EventFormat.VERSION;
        BigEndian.putLong(target, from + EventFormat.POINT_OFFSET, point);
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
