package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the rows of a payload once: finds shape and source of each, and collects the values of its tokens while it is
 * in the cache. Reusable, not thread-safe.
 */
final class RowCollector {
    /** The shape of rows that are kept whole: not valid, or with a crc that isn't their message's. */
    static final int WHOLE = -1;

    /** With more shapes than this, or mostly others than in the block before, tables are made anew. */
    private static final int MAX_KEPT_SHAPES = 1 << 14;

    /** Values are put into dictionaries when there are rows of so many bytes: they are still in the cache. */
    private static final int INTERN_BYTES = 1 << 20;

    private DomainTable domains = new DomainTable();
    private ShapeTable shapes = new ShapeTable(domains);
    private SourceTable sources = new SourceTable();
    private final EventView event = new EventView();
    private final Messages messages = new Messages();
    private final RowFields fields = new RowFields();
    private final MessageCheck check = new MessageCheck();

    /** Numbers of shapes that have rows whose values aren't in their dictionaries yet. */
    private final IntList pending = new IntList(1 << 10);

    private int[] offsets = new int[1 << 10];
    private int[] shapeOf = new int[1 << 10];
    private int[] ordinalInShape = new int[1 << 10];
    private int[] sourceOf = new int[1 << 10];
    private long[] points = new long[1 << 10];
    private int size;
    private int wholeRows;
    private boolean sorted = true;
    private int lastLength;
    private int @Nullable [] rowsBySource;
    private int @Nullable [] templateOf;

    /** Forgets the rows. What shapes and dictionaries there were is kept: the next block will have most of them. */
    private void clear() {
        size = 0;
        wholeRows = 0;
        pending.clear();
        sorted = true;
        rowsBySource = null;
        templateOf = null;
        sources = new SourceTable();
        int known = shapes.shapes().size();
        int used = shapes.clearRows();
        if (known > MAX_KEPT_SHAPES || used * 2 < known) {
            domains = new DomainTable();
            shapes = new ShapeTable(domains);
        } else {
            domains.clearEntries();
        }
    }

    void collect(byte[] rows, int offset, int length) throws FormatException {
        clear();
        int at = offset;
        int end = offset + length;
        int internedUntil = at;
        while (at < end) {
            int eventLength = end - at < EventFormat.LENGTH_BYTES ? -1 : BigEndian.getUnsignedShort(rows, at);
            at += EventFormat.LENGTH_BYTES;
            if (eventLength < 0 || eventLength > end - at) {
                throw new FormatException("payload that ends inside an event");
            }
            if (size >= SegmentLimits.maxRows(length)) {
                throw new FormatException("payload of more than " + size + " events in " + length + " bytes");
            }
            add(rows, at, eventLength);
            at += eventLength;
            if (at - internedUntil > INTERN_BYTES) {
                internPending(rows);
                internedUntil = at;
            }
        }
        internPending(rows);
        sources.findResolutions(sourceOf, points, size);
    }

    private void internPending(byte[] rows) {
        List<Shape> all = shapes.shapes();
        for (int i = 0; i < pending.size(); i++) {
            all.get(pending.get(i)).internPending(rows);
        }
        pending.clear();
    }

    private void add(byte[] rows, int at, int length) {
        if (size == offsets.length) {
            int larger = size * 2;
            offsets = Arrays.copyOf(offsets, larger);
            shapeOf = Arrays.copyOf(shapeOf, larger);
            ordinalInShape = Arrays.copyOf(ordinalInShape, larger);
            sourceOf = Arrays.copyOf(sourceOf, larger);
            points = Arrays.copyOf(points, larger);
        }
        int row = size++;
        offsets[row] = at;
        points[row] = length >= EventFormat.CRC_OFFSET ? BigEndian.getLong(rows, at + EventFormat.POINT_OFFSET) : 0;
        follow(rows, row, length);
        int number = findShape(rows, at, length);
        shapeOf[row] = number;
        if (number == WHOLE) {
            ordinalInShape[row] = wholeRows++;
            sourceOf[row] = sources.find(rows, at, 0, at, 0, false);
            return;
        }
        Shape shape = shapes.shapes().get(number);
        if (!shape.hasPending()) {
            pending.add(number);
        }
        ordinalInShape[row] = shape.rows++;
        sourceOf[row] = collectTokens(shape, rows);
    }

    /** Finds shape and values of an event; most are like one before, which needn't be looked at in all detail. */
    private int findShape(byte[] rows, int at, int length) {
        if (!fields.read(rows, at, length)) {
            return WHOLE;
        }
        int likely = shapes.findLikely(fields);
        if (likely >= 0) {
            return check.matches(shapes.shapes().get(likely), fields) ? likely : WHOLE;
        }
        return event.tryWrap(rows, at, length) && messages.crcMatches(event) ? shapes.find(event, fields) : WHOLE;
    }

    /** Looks whether a row comes after the one before it in the order of events. */
    private void follow(byte[] rows, int row, int length) {
        sorted &= length >= EventTies.LEAST_EVENT_BYTES;
        if (sorted && row > 0) {
            int order = Long.compareUnsigned(points[row - 1], points[row]);
            sorted = order < 0
                    || (order == 0
                            && EventOrder.compareAtSamePoint(
                                            rows, offsets[row - 1], lastLength, rows, offsets[row], length)
                                    <= 0);
        }
        lastLength = length;
    }

    /** Returns the source. */
    private int collectTokens(Shape shape, byte[] rows) {
        int[] columnOfToken = shape.columnOfToken;
        int[] values = fields.values;
        int[] lengths = fields.valueLengths;
        int file = 0;
        int fileLength = 0;
        boolean hasFile = false;
        for (int i = 0; i < columnOfToken.length; i++) {
            int column = columnOfToken[i];
            if (column >= 0) {
                shape.values[column].add(values[i]);
            } else if (column == Shape.SOURCE) {
                file = values[i];
                fileLength = lengths[i];
                hasFile = true;
            }
        }
        return sources.find(rows, fields.host, fields.hostLength, file, fileLength, hasFile);
    }

    int size() {
        return size;
    }

    int wholeRows() {
        return wholeRows;
    }

    ShapeTable shapes() {
        return shapes;
    }

    DomainTable domains() {
        return domains;
    }

    SourceTable sources() {
        return sources;
    }

    int offset(int row) {
        return offsets[row];
    }

    int shapeOf(int row) {
        return shapeOf[row];
    }

    int ordinalInShape(int row) {
        return ordinalInShape[row];
    }

    long minPoint() {
        long least = size == 0 ? 0 : points[0];
        for (int i = 1; i < size; i++) {
            least = Long.compareUnsigned(points[i], least) < 0 ? points[i] : least;
        }
        return least;
    }

    long maxPoint() {
        long most = 0;
        for (int i = 0; i < size; i++) {
            most = Long.compareUnsigned(points[i], most) > 0 ? points[i] : most;
        }
        return most;
    }

    /** The rows in source-major order. */
    int[] bySource() {
        int[] order = rowsBySource;
        if (order == null) {
            int[] next = new int[sources.size() + 1];
            for (int row = 0; row < size; row++) {
                next[sourceOf[row] + 1]++;
            }
            for (int i = 1; i < next.length; i++) {
                next[i] += next[i - 1];
            }
            order = new int[size];
            for (int row = 0; row < size; row++) {
                order[next[sourceOf[row]]++] = row;
            }
            rowsBySource = order;
        }
        return order;
    }

    /** Says which template each row has, in source-major order. */
    void templates(int[] newTemplateOf) {
        templateOf = newTemplateOf;
    }

    private int[] rowsOfSources() {
        int[] counts = new int[sources.size()];
        for (int row = 0; row < size; row++) {
            counts[sourceOf[row]]++;
        }
        return counts;
    }

    /** Writes order and sources, then template and point of all rows. */
    void write(NumberWriter numbers, ByteArrayBuilder meta) {
        long[] values = new long[size];
        meta.put(sorted ? BlockLayout.ORDER_SORTED : BlockLayout.ORDER_STATED);
        ByteArrayBuilder table = new ByteArrayBuilder(4 << 10);
        sources.write(table, sorted ? rowsOfSources() : null);
        Varint.put(meta, table.length());
        meta.put(table.array(), 0, table.length());
        if (!sorted) {
            for (int row = 0; row < size; row++) {
                values[row] = sourceOf[row];
            }
            numbers.write(values, size, meta);
        }
        int[] template = templateOf;
        for (int i = 0; i < size && template != null; i++) {
            values[i] = template[i];
        }
        numbers.writeNames(values, size, meta);
        int[] order = bySource();
        PointModel model = new PointModel(minPoint());
        long[] residuals = new long[size];
        int last = -1;
        for (int i = 0; i < size; i++) {
            int source = sourceOf[order[i]];
            if (source != last) {
                model.begin(sources.resolution(source));
                last = source;
            }
            model.take(points[order[i]]);
            values[i] = model.step;
            residuals[i] = model.residual;
        }
        numbers.write(values, size, meta);
        numbers.write(residuals, size, meta);
    }
}
