package evtools.format.segment;

import evtools.format.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Which source, template and ordinal each row has, and its point. Templates are stored in source-major order: all rows
 * of source 0 in the order of the block, then those of source 1, … Ordinals count the rows of a template in that order.
 */
final class BlockRows {
    private final int rows;
    private final SegmentSource[] sources;
    private final SegmentTemplate[] templates;
    private final NumberStream sourceStream;
    private final NumberStream templateStream;
    private final NumberStream steps;
    private final NumberStream running;
    private int @Nullable [] templateOfRow;
    private int[] ordinalOfRow = new int[0];
    private int[] firstRow = new int[0];
    private int @Nullable [] rowsByTemplate;
    private long @Nullable [] points;

    BlockRows(
            int rows,
            SegmentSource[] sources,
            SegmentTemplate[] templates,
            NumberStream sourceStream,
            NumberStream templateStream,
            NumberStream steps,
            NumberStream running) {
        this.rows = rows;
        this.sources = sources;
        this.templates = templates;
        this.sourceStream = sourceStream;
        this.templateStream = templateStream;
        this.steps = steps;
        this.running = running;
    }

    /** The source of each row. */
    int[] sourceOfRow() throws FormatException {
        return sourceStream.ints(sources.length);
    }

    /** The template of each row. */
    int[] templateOfRow() throws FormatException {
        int[] known = templateOfRow;
        if (known == null) {
            known = place();
            templateOfRow = known;
        }
        return known;
    }

    /** The ordinal of each row within its template; after {@link #templateOfRow}. */
    int[] ordinalOfRow() {
        return ordinalOfRow;
    }

    private int[] place() throws FormatException {
        int[] source = sourceOfRow();
        int[] bySource = templateStream.ints(templates.length);
        int[] next = new int[sources.length + 1];
        for (int row = 0; row < rows; row++) {
            next[source[row] + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] ordinalOfPlace = new int[rows];
        int[] counts = new int[templates.length];
        for (int i = 0; i < rows; i++) {
            ordinalOfPlace[i] = counts[bySource[i]]++;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != templates[i].rows) {
                throw new FormatException("template of a block with another number of rows (expected "
                        + templates[i].rows + ", found " + counts[i] + ")");
            }
        }
        int[] template = new int[rows];
        int[] ordinal = new int[rows];
        for (int row = 0; row < rows; row++) {
            int place = next[source[row]]++;
            template[row] = bySource[place];
            ordinal[row] = ordinalOfPlace[place];
        }
        ordinalOfRow = ordinal;
        return template;
    }

    /** The row of each ordinal of each template: those of template t from {@link #firstOf} on. */
    int[] rowsByTemplate() throws FormatException {
        int[] known = rowsByTemplate;
        if (known == null) {
            int[] template = templateOfRow();
            firstRow = new int[templates.length];
            int at = 0;
            for (int i = 0; i < templates.length; i++) {
                firstRow[i] = at;
                at += templates[i].rows;
            }
            known = new int[rows];
            for (int row = 0; row < rows; row++) {
                known[firstRow[template[row]] + ordinalOfRow[row]] = row;
            }
            rowsByTemplate = known;
        }
        return known;
    }

    int firstOf(int template) {
        return firstRow[template];
    }

    /** The point of each row. */
    long[] points() throws FormatException {
        long[] known = points;
        if (known == null) {
            known = decodePoints();
            points = known;
        }
        return known;
    }

    private long[] decodePoints() throws FormatException {
        int[] source = sourceOfRow();
        long[] step = steps.values();
        long[] residual = running.values();
        long[] decoded = new long[rows];
        PointModel model = new PointModel(sources.length);
        for (int row = 0; row < rows; row++) {
            int from = source[row];
            decoded[row] = model.point(from, sources[from].resolution(), step[row], residual[row]);
        }
        return decoded;
    }
}
