package evtools.evgrep;

import evtools.evgrep.pattern.Reach;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.segment.ByteClasses;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentColumn;
import evtools.format.segment.SegmentPieces;
import evtools.format.segment.SegmentTemplate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says of a template whether any of its messages or original lines may match a pattern: by its text and by what is known of its columns
 * without opening them, then by the entries of its dictionaries. For one thread.
 */
final class TemplateReach {
    /** The class of bytes that are no ASCII, and of 0x7F. */
    private static final int NO_TEXT = 1 << (ByteClasses.COUNT - 1);

    /** Dictionaries with more entries are taken for whatever their stamp allows. */
    private static final int MAX_ENTRIES = 1 << 14;

    /** Fewer rows are matched sooner than the entries of their dictionaries. */
    private static final int MIN_ROWS = 64;

    private final Reach reach;
    private final ByteArrayBuilder text = new ByteArrayBuilder(1 << 10);
    private final int[] ends = new int[MAX_ENTRIES];
    private boolean lookAtEntries;
    private final Map<Integer, int[]> symbolsOfClasses = new HashMap<>();

    TemplateReach(Reach reach) {
        this.reach = reach;
    }

    /**
     * Whether rows of a template may match.
     *
     * @param line what their original lines are made of, if these are to match; else null
     */
    boolean mayMatch(SegmentTemplate template, @Nullable RawLine line) throws FormatException {
        if (!mayMatch(template, line, false)) {
            return false;
        }
        return template.rows() < MIN_ROWS || mayMatch(template, line, true);
    }

    private boolean mayMatch(SegmentTemplate template, @Nullable RawLine line, boolean withEntries)
            throws FormatException {
        lookAtEntries = withEntries;
        reach.begin();
        if (line == null) {
            follow(template);
        } else {
            follow(template, line);
        }
        return reach.mayMatch();
    }

    private void follow(SegmentTemplate template, RawLine line) throws FormatException {
        for (RawLine.Part part : line.parts()) {
            byte[] known = part.text();
            byte[][] values = part.values();
            if (known != null) {
                reach.text(known);
            } else if (values != null) {
                oneOf(values);
            } else if (part.slot() != RawLine.NO_SLOT) {
                follow(template.column(part.slot()));
            } else {
                value(part.stamp());
            }
        }
    }

    private void oneOf(byte[][] values) {
        if (values.length > MAX_ENTRIES) {
            reach.anything();
            return;
        }
        text.clear();
        for (int i = 0; i < values.length; i++) {
            text.put(values[i]);
            ends[i] = text.length();
        }
        reach.oneOf(text.array(), ends, values.length);
    }

    private void follow(SegmentPieces pieces) throws FormatException {
        for (int i = 0; i < pieces.slots(); i++) {
            reach.text(pieces.literal(i));
            follow(pieces.column(i));
        }
        reach.text(pieces.literal(pieces.slots()));
    }

    private void follow(SegmentColumn column) throws FormatException {
        ColumnStamp stamp = column.stamp();
        byte[] constant = column.constant();
        SegmentPieces pieces = column.pieces();
        if (constant != null) {
            reach.text(constant);
        } else if (lookAtEntries && column.dictionarySize() > 0 && column.dictionarySize() <= MAX_ENTRIES) {
            entries(column);
        } else if (pieces == null) {
            value(stamp);
        } else if (column.exceptions().size() == 0) {
            follow(pieces);
        } else {
            int[] before = reach.states();
            follow(pieces);
            int[] after = reach.states();
            reach.states(before);
            value(stamp);
            reach.join(after);
        }
    }

    private void entries(SegmentColumn column) throws FormatException {
        column.load();
        text.clear();
        int count = column.dictionarySize();
        for (int i = 0; i < count; i++) {
            column.appendEntry(i, text);
            ends[i] = text.length();
        }
        reach.oneOf(text.array(), ends, count);
    }

    private void value(ColumnStamp stamp) {
        if ((stamp.classes() & NO_TEXT) != 0) {
            reach.anything();
            return;
        }
        int[] symbols = symbolsOfClasses.get(stamp.classes());
        if (symbols == null) {
            symbols = symbols(stamp.classes());
            symbolsOfClasses.put(stamp.classes(), symbols);
        }
        reach.value(symbols, stamp.minLength(), stamp.maxLength());
    }

    private int[] symbols(int classes) {
        byte[] ascii = new byte[0x7F];
        int count = 0;
        byte[] one = new byte[1];
        for (int c = 0; c < ascii.length; c++) {
            one[0] = (byte) c;
            if ((ByteClasses.of(one, 0, 1) & classes) != 0) {
                ascii[count++] = one[0];
            }
        }
        return reach.symbols(Arrays.copyOf(ascii, count));
    }
}
