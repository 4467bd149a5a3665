package evtools.format.segment;

import evtools.format.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which source, template and ordinal each row has, and its point. All of it is stored in source-major order: what
 * belongs to source 0 in the order of the block, then what belongs to source 1, … The <em>place</em> of a row is where
 * it stands there. Ordinals count the rows of a template in that order.
 *
 * <pre>
 *   sorted block        rows are the places by their points, those of equal points by place
 *   any other           the source of each row is stored; its next place is the row's
 * </pre>
 */
final class BlockRows {
    private final int rows;
    private final SegmentSource[] sources;
    private final int[] templateRows;
    private final int @Nullable [] sourceRows;
    private final @Nullable NumberStream sourceStream;
    private final NumberStream templateStream;
    private final NumberStream steps;
    private final NumberStream residuals;
    private final long minPoint;
    private int @Nullable [] firstPlace;
    private long @Nullable [] pointOfPlace;
    private int @Nullable [] placeOfRow;
    private int @Nullable [] sourceOfRow;
    private int @Nullable [] templateOfRow;
    private int[] ordinalOfRow = new int[0];
    private int[] firstRow = new int[0];
    private int @Nullable [] rowsByTemplate;
    private long @Nullable [] points;

    /**
     * @param templateRows how many rows each template has
     * @param sourceRows how many rows each source has, in a sorted block
     * @param sourceStream the source of each row, in any other
     */
    BlockRows(
            int rows,
            long minPoint,
            SegmentSource[] sources,
            int[] templateRows,
            int @Nullable [] sourceRows,
            @Nullable NumberStream sourceStream,
            NumberStream templateStream,
            NumberStream steps,
            NumberStream residuals) {
        this.rows = rows;
        this.minPoint = minPoint;
        this.sources = sources;
        this.templateRows = templateRows;
        this.sourceRows = sourceRows;
        this.sourceStream = sourceStream;
        this.templateStream = templateStream;
        this.steps = steps;
        this.residuals = residuals;
    }

    /** Whether rows of equal points are in another order than their events. */
    boolean hasTies() {
        return sourceStream == null;
    }

    /** Where each source begins in source-major order, and where the last ends. */
    private int[] firstPlace() throws FormatException {
        int[] known = firstPlace;
        if (known == null) {
            known = new int[sources.length + 1];
            int[] counts = sourceRows;
            if (counts != null) {
                System.arraycopy(counts, 0, known, 1, counts.length);
            } else if (sourceStream != null) {
                for (int source : sourceStream.ints(sources.length)) {
                    known[source + 1]++;
                }
            }
            for (int i = 1; i < known.length; i++) {
                known[i] += known[i - 1];
            }
            firstPlace = known;
        }
        return known;
    }

    private long[] pointOfPlace() throws FormatException {
        long[] known = pointOfPlace;
        if (known == null) {
            known = new long[rows];
            int[] first = firstPlace();
            long[] step = steps.values();
            long[] residual = residuals.values();
            PointModel model = new PointModel(minPoint);
            for (int i = 0; i < sources.length; i++) {
                model.begin(sources[i].resolution());
                model.points(step, residual, first[i], first[i + 1], known);
            }
            pointOfPlace = known;
        }
        return known;
    }

    private int[] placeOfRow() throws FormatException {
        int[] known = placeOfRow;
        if (known == null) {
            known = sourceStream == null ? PointOrder.sort(pointOfPlace()) : placeBySource();
            placeOfRow = known;
        }
        return known;
    }

    private int[] placeBySource() throws FormatException {
        int[] next = firstPlace().clone();
        int[] source = sourceOfRow();
        int[] place = new int[rows];
        for (int row = 0; row < rows; row++) {
            place[row] = next[source[row]]++;
        }
        return place;
    }

    /** The source of each row. */
    int[] sourceOfRow() throws FormatException {
        int[] known = sourceOfRow;
        if (known == null) {
            known = sourceStream == null ? sourceByPlace() : sourceStream.ints(sources.length);
            sourceOfRow = known;
        }
        return known;
    }

    private int[] sourceByPlace() throws FormatException {
        int[] first = firstPlace();
        int[] sourceOfPlace = new int[rows];
        for (int i = 0; i < sources.length; i++) {
            Arrays.fill(sourceOfPlace, first[i], first[i + 1], i);
        }
        return byRow(sourceOfPlace);
    }

    private int[] byRow(int[] byPlace) throws FormatException {
        int[] place = placeOfRow();
        int[] byRow = new int[rows];
        for (int row = 0; row < rows; row++) {
            byRow[row] = byPlace[place[row]];
        }
        return byRow;
    }

    /** The template of each row. */
    int[] templateOfRow() throws FormatException {
        int[] known = templateOfRow;
        if (known == null) {
            int[] ofPlace = templateStream.ints(templateRows.length);
            ordinalOfRow = byRow(ordinals(ofPlace));
            known = byRow(ofPlace);
            templateOfRow = known;
        }
        return known;
    }

    private int[] ordinals(int[] templateOfPlace) throws FormatException {
        int[] ordinals = new int[rows];
        int[] counts = new int[templateRows.length];
        for (int i = 0; i < rows; i++) {
            ordinals[i] = counts[templateOfPlace[i]]++;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != templateRows[i]) {
                throw new FormatException("template of a block with another number of rows (expected " + templateRows[i]
                        + ", found " + counts[i] + ")");
            }
        }
        return ordinals;
    }

    /** The ordinal of each row within its template; after {@link #templateOfRow}. */
    int[] ordinalOfRow() {
        return ordinalOfRow;
    }

    /** The row of each ordinal of each template: those of template t from {@link #firstOf} on. */
    int[] rowsByTemplate() throws FormatException {
        int[] known = rowsByTemplate;
        if (known == null) {
            int[] template = templateOfRow();
            firstRow = new int[templateRows.length];
            int at = 0;
            for (int i = 0; i < templateRows.length; i++) {
                firstRow[i] = at;
                at += templateRows[i];
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
            long[] ofPlace = pointOfPlace();
            int[] place = placeOfRow();
            known = new long[rows];
            for (int row = 0; row < rows; row++) {
                known[row] = ofPlace[place[row]];
            }
            points = known;
        }
        return known;
    }
}
