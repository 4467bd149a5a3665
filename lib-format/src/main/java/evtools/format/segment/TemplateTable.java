package evtools.format.segment;

import evtools.format.FormatException;
import evtools.format.event.OwnKeys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The templates of a block as a search asks about them first: where in the text section the message of each lies, and
 * what may stand between. Columns whose values are the same in all rows are part of the text. Read in one go into
 * arrays, since most templates of most blocks are only looked at in passing.
 *
 * <pre>
 *   text       … app | run │ run │ run | keys, …           a run ends where an open slot is
 *                    ^     ^     ^     ^
 *      messageStart(t)   borders     messageEnd(t)         slots firstSlot(t) … firstSlot(t + 1) − 1
 * </pre>
 *
 * <p>Not thread-safe; valid until its block is opened anew.
 */
public final class TemplateTable {
    private static final int HAS_PARTS = 4;

    private final byte[] section;
    private final byte[] text;
    private final int domains;
    private final int count;
    private final byte[] flags;
    private final int[] rows;
    private final int[] headStart;
    private final int[] appStart;
    private final int[] messageStart;
    private final int[] messageEnd;
    private final int[] firstSlot;
    private int slots;
    private int[] border;
    private int[] minLength;
    private int[] maxLength;
    private int[] classes;
    /** Stamps of the columns of the template that is being read: shortest, longest, classes; of constants: where. */
    private int[] columnMin = new int[16];

    private int[] columnMax = new int[16];
    private int[] columnClasses = new int[16];
    private int textAt;
    private int columns;
    private boolean hasParts;
    private final @Nullable SegmentTemplate[] made;

    /**
     * @param cursor where the templates begin in the section
     * @param section the section
     * @param blockRows rows of the block
     */
    TemplateTable(ByteCursor cursor, byte[] section, byte[] text, int blockRows, int domains) throws FormatException {
        this.section = section;
        this.text = text;
        this.domains = domains;
        count = cursor.bounded(Math.min(blockRows, cursor.left()), "number of templates");
        flags = new byte[count];
        rows = new int[count];
        headStart = new int[count];
        appStart = new int[count];
        messageStart = new int[count];
        messageEnd = new int[count];
        firstSlot = new int[count + 1];
        made = new SegmentTemplate[count];
        int room = Math.min(count * 3, cursor.left()) + 16;
        border = new int[room];
        minLength = new int[room];
        maxLength = new int[room];
        classes = new int[room];
        int left = blockRows;
        for (int t = 0; t < count; t++) {
            read(t, cursor, left);
            left -= rows[t];
        }
        firstSlot[count] = slots;
        if (left != 0) {
            throw new FormatException("templates of a block have fewer rows than the block (" + left + " less)");
        }
        cursor.expectEnd();
        if (textAt != text.length) {
            throw new FormatException("text section of a block has " + (text.length - textAt) + " bytes too many");
        }
    }

    private void read(int t, ByteCursor cursor, int rowsLeft) throws FormatException {
        headStart[t] = cursor.position();
        int kind = cursor.readByte();
        if (kind > 2) {
            throw new FormatException("template of an unknown kind in a block (" + kind + ")");
        }
        rows[t] = cursor.bounded(rowsLeft, "rows of a template");
        appStart[t] = textAt;
        skipText(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of an app"));
        int slotCount = cursor.bounded(cursor.left(), "number of slots");
        firstSlot[t] = slots;
        messageStart[t] = textAt;
        columns = 0;
        skipText(cursor.bounded(SegmentTemplate.MAX_LITERAL_BYTES, "length of a text"));
        for (int i = 0; i < slotCount; i++) {
            if (!readHead(cursor)) {
                addSlot();
            }
            skipText(cursor.bounded(SegmentTemplate.MAX_LITERAL_BYTES, "length of a text"));
        }
        messageEnd[t] = textAt;
        for (int i = 0; i < slotCount; i++) {
            int type = cursor.bounded(BlockLayout.MAX_VALUE_BYTES + SegmentTemplate.TOKEN_SLOT, "slot");
            skipText(Math.max(0, type - SegmentTemplate.TOKEN_SLOT));
        }
        flags[t] = (byte) kind;
        readBesides(t, cursor);
    }

    private void readBesides(int t, ByteCursor cursor) throws FormatException {
        byte[] partKey = OwnKeys.part();
        int besides = cursor.bounded(cursor.left(), "number of tokens beside the line");
        for (int i = 0; i < besides; i++) {
            int type = cursor.bounded(SegmentTemplate.BESIDE_SOURCE, "token beside the line");
            int key = textAt;
            skipText(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a key"));
            if (textAt - key == partKey.length && Arrays.equals(text, key, textAt, partKey, 0, partKey.length)) {
                flags[t] |= HAS_PARTS;
                hasParts = true;
            }
            if (type == SegmentTemplate.BESIDE_CONSTANT) {
                skipText(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a token"));
            } else if (type == SegmentTemplate.BESIDE_SLOT) {
                readHead(cursor);
            }
        }
    }

    /** Reads the head of a column, as {@link ColumnHead#read} does; whether all its values are the same, in the text. */
    private boolean readHead(ByteCursor cursor) throws FormatException {
        int c = columns++;
        if (c == columnMin.length) {
            columnMin = Arrays.copyOf(columnMin, c * 2);
            columnMax = Arrays.copyOf(columnMax, c * 2);
            columnClasses = Arrays.copyOf(columnClasses, c * 2);
        }
        int kind = cursor.readByte();
        if (kind == ColumnKind.CONSTANT) {
            int from = textAt;
            int length = cursor.bounded(ColumnKind.MAX_CONSTANT_BYTES, "length of a value");
            skipText(length);
            columnMin[c] = length;
            columnMax[c] = length;
            // Bytes are looked at only if there is a copy.
            columnClasses[c] = -1 - from;
            return true;
        }
        if (kind == ColumnKind.COPY) {
            int original = cursor.bounded(c - 1, "slot to copy");
            columnMin[c] = columnMin[original];
            columnMax[c] = columnMax[original];
            int of = columnClasses[original];
            columnClasses[c] = of < 0 ? ByteClasses.of(text, -1 - of, columnMin[c]) : of;
            return false;
        }
        if (kind > ColumnKind.SPLIT) {
            throw new FormatException("column of an unknown kind in a block (" + kind + ")");
        }
        columnMin[c] = cursor.bounded(ColumnKind.MAX_LENGTH, "shortest length");
        columnMax[c] = cursor.bounded(ColumnKind.MAX_LENGTH, "longest length");
        columnClasses[c] = cursor.bounded(ByteClasses.ALL, "byte classes");
        if (kind == ColumnKind.DICTIONARY) {
            cursor.bounded(domains - 1, "domain");
        }
        return false;
    }

    /** The column that was read last is a slot of the message. */
    private void addSlot() {
        int s = slots++;
        if (s == border.length) {
            int larger = s * 2;
            border = Arrays.copyOf(border, larger);
            minLength = Arrays.copyOf(minLength, larger);
            maxLength = Arrays.copyOf(maxLength, larger);
            classes = Arrays.copyOf(classes, larger);
        }
        border[s] = textAt;
        minLength[s] = columnMin[columns - 1];
        maxLength[s] = columnMax[columns - 1];
        classes[s] = columnClasses[columns - 1];
    }

    private void skipText(int length) throws FormatException {
        if (length > text.length - textAt) {
            throw new FormatException("text section of a block ends too early");
        }
        textAt += length;
    }

    /** How many templates there are. */
    public int size() {
        return count;
    }

    /** The text of all templates. The array is shared: don't write to it. */
    public byte[] text() {
        return text;
    }

    public int rows(int template) {
        return rows[template];
    }

    int[] rows() {
        return rows;
    }

    /** See {@link SegmentTemplate#isWhole}. */
    public boolean isWhole(int template) {
        return (flags[template] & 3) == SegmentTemplate.WHOLE;
    }

    /** Whether a template's events are parts of long lines. */
    public boolean hasParts(int template) {
        return (flags[template] & HAS_PARTS) != 0;
    }

    /** Whether any template's are. */
    public boolean hasParts() {
        return hasParts;
    }

    /** Where the text of a message begins. */
    public int messageStart(int template) {
        return messageStart[template];
    }

    /** Where the text of a message ends. */
    public int messageEnd(int template) {
        return messageEnd[template];
    }

    /**
     * The first open slot of a template; those of the last one end at that of {@link #size}. Slots that are the same in
     * all rows aren't open: their values are text.
     */
    public int firstSlot(int template) {
        return firstSlot[template];
    }

    /** Where in the text an open slot is: one run ends here, and the next begins. */
    public int border(int slot) {
        return border[slot];
    }

    /** Length of the shortest value of an open slot. */
    public int minLength(int slot) {
        return minLength[slot];
    }

    /** Length of the longest value of an open slot. */
    public int maxLength(int slot) {
        return maxLength[slot];
    }

    /** Which bytes occur in the values of an open slot, see {@link ByteClasses}. */
    public int classes(int slot) {
        return classes[slot];
    }

    /** A template with all that is known of it; made when first asked for. */
    SegmentTemplate template(int t, SegmentBlock block) throws FormatException {
        SegmentTemplate known = made[t];
        if (known == null) {
            known = make(t, block);
            made[t] = known;
        }
        return known;
    }

    private SegmentTemplate make(int t, SegmentBlock block) throws FormatException {
        ByteCursor cursor = new ByteCursor(section, headStart[t], section.length - headStart[t], "templates section");
        ByteCursor bytes = new ByteCursor(text, appStart[t], text.length - appStart[t], "text section");
        int kind = cursor.readByte();
        int count = cursor.bounded(rows[t], "rows of a template");
        byte[] app = bytes.bytes(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of an app"));
        int slotCount = cursor.bounded(cursor.left(), "number of slots");
        byte[][] literals = new byte[slotCount + 1][];
        ColumnHead[] heads = new ColumnHead[slotCount];
        literals[0] = bytes.bytes(cursor.bounded(SegmentTemplate.MAX_LITERAL_BYTES, "length of a text"));
        for (int i = 0; i < slotCount; i++) {
            heads[i] = ColumnHead.read(cursor, bytes, heads, i, domains);
            literals[i + 1] = bytes.bytes(cursor.bounded(SegmentTemplate.MAX_LITERAL_BYTES, "length of a text"));
        }
        int[] slotTypes = new int[slotCount];
        byte[][] slotKeys = new byte[slotCount][];
        for (int i = 0; i < slotCount; i++) {
            int type = cursor.bounded(BlockLayout.MAX_VALUE_BYTES + SegmentTemplate.TOKEN_SLOT, "slot");
            slotTypes[i] = Math.min(type, SegmentTemplate.TOKEN_SLOT);
            slotKeys[i] = bytes.bytes(Math.max(0, type - SegmentTemplate.TOKEN_SLOT));
        }
        int besides = cursor.bounded(cursor.left(), "number of tokens beside the line");
        int[] besideTypes = new int[besides];
        byte[][] besideKeys = new byte[besides][];
        byte[][] constants = new byte[besides][];
        heads = Arrays.copyOf(heads, slotCount + besides);
        int column = slotCount;
        for (int i = 0; i < besides; i++) {
            besideTypes[i] = cursor.bounded(SegmentTemplate.BESIDE_SOURCE, "token beside the line");
            besideKeys[i] = bytes.bytes(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a key"));
            constants[i] = besideTypes[i] == SegmentTemplate.BESIDE_CONSTANT
                    ? bytes.bytes(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a token"))
                    : new byte[0];
            if (besideTypes[i] == SegmentTemplate.BESIDE_SLOT) {
                heads[column] = ColumnHead.read(cursor, bytes, heads, column, domains);
                column++;
            }
        }
        return new SegmentTemplate(
                block,
                kind,
                count,
                app,
                literals,
                slotTypes,
                slotKeys,
                besideTypes,
                besideKeys,
                constants,
                Arrays.copyOf(heads, column));
    }
}
