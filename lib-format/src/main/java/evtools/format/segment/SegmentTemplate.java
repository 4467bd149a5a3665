package evtools.format.segment;

import evtools.format.FormatException;
import java.nio.charset.StandardCharsets;

/**
 * A template: what is the same in all its rows, and where their values go. Arrays are shared: don't write to them.
 *
 * <pre>
 *   message   literal 0, slot 0, literal 1, slot 1, … literal n
 *   beside    slot n, … : tokens with a key; or a constant; or the source's _src
 * </pre>
 */
public final class SegmentTemplate implements SegmentPieces {
    /** Slot that is text of the line, not a token. */
    static final int TEXT_SLOT = 0;

    /** Slot that is a token; plus the length of its key. */
    static final int TOKEN_SLOT = 1;

    /** Kinds of templates: slots are as they say, there is only one with whole events, or the rule tells tokens. */
    static final int TOKENS = 0;

    static final int WHOLE = 1;
    static final int BY_RULE = 2;

    static final int MAX_LITERAL_BYTES = 1 << 16;

    static final int BESIDE_SLOT = 0;
    static final int BESIDE_CONSTANT = 1;
    static final int BESIDE_SOURCE = 2;

    final boolean whole;
    final boolean byRule;
    final int rows;
    final byte[] app;
    final byte[][] literals;
    final int[] slotTypes;
    final byte[][] slotKeys;
    final int[] besideTypes;
    final byte[][] besideKeys;
    final byte[][] besideConstants;
    final boolean hasTextSlots;
    final ColumnHead[] heads;
    private final SegmentBlock block;
    /** There when the block's columns have been described; see {@link SegmentBlock#describeColumns}. */
    SegmentColumn[] columns = new SegmentColumn[0];

    SegmentTemplate(
            SegmentBlock block,
            int kind,
            int rows,
            byte[] app,
            byte[][] literals,
            int[] slotTypes,
            byte[][] slotKeys,
            int[] besideTypes,
            byte[][] besideKeys,
            byte[][] besideConstants,
            ColumnHead[] heads) {
        this.block = block;
        this.heads = heads;
        this.whole = kind == WHOLE;
        this.byRule = kind == BY_RULE;
        this.rows = rows;
        this.app = app;
        this.literals = literals;
        this.slotTypes = slotTypes;
        this.slotKeys = slotKeys;
        this.besideTypes = besideTypes;
        this.besideKeys = besideKeys;
        this.besideConstants = besideConstants;
        boolean text = false;
        for (int type : slotTypes) {
            text |= type == TEXT_SLOT;
        }
        this.hasTextSlots = text;
    }

    /** Whether its rows are whole events in one column, of which nothing else is known: host, app, message, … */
    public boolean isWhole() {
        return whole;
    }

    public int rows() {
        return rows;
    }

    /** The app field. */
    public byte[] app() {
        return app;
    }

    @Override
    public int slots() {
        return slotTypes.length;
    }

    /** How many slots the message has; columns from there on are tokens beside the line. */
    public int messageSlots() {
        return slotTypes.length;
    }

    /** The text before a slot of the message, or after the last one. */
    @Override
    public byte[] literal(int index) {
        return literals[index];
    }

    /** The key of a message's slot; empty: it has none. */
    public byte[] slotKey(int slot) {
        return slotKeys[slot];
    }

    /** How many columns there are: slots of the message, then slots beside it. */
    public int columns() {
        return heads.length;
    }

    @Override
    public ColumnStamp stamp(int index) {
        return heads[index].stamp();
    }

    /** Which dictionary of the block a column's values come from; -1: from none. */
    public int dictionary(int index) {
        ColumnHead head = heads[index];
        return head.kind() == ColumnKind.DICTIONARY ? head.number() : -1;
    }

    /** Whether a column's values are those of a column before it. */
    public boolean isCopy(int index) {
        return heads[index].kind() == ColumnKind.COPY;
    }

    /** A column; {@link SegmentColumn#load} it before its values are asked for. */
    @Override
    public SegmentColumn column(int index) throws FormatException {
        if (columns.length < heads.length) {
            block.describeColumns();
        }
        return columns[index];
    }

    /** How many tokens stand beside the line. */
    public int besides() {
        return besideTypes.length;
    }

    public byte[] besideKey(int index) {
        return besideKeys[index];
    }

    /** Whether the token beside the line is in a column, see {@link #besideColumn}. */
    public boolean besideIsColumn(int index) {
        return besideTypes[index] == BESIDE_SLOT;
    }

    /** Whether the token beside the line is the source's {@code _src}. */
    public boolean besideIsSource(int index) {
        return besideTypes[index] == BESIDE_SOURCE;
    }

    /** The value of a token beside the line that is the same in all rows. */
    public byte[] besideConstant(int index) {
        return besideConstants[index];
    }

    /** The column of a token beside the line. */
    public int besideColumn(int index) {
        int column = slotTypes.length;
        for (int i = 0; i < index; i++) {
            column += besideTypes[i] == BESIDE_SLOT ? 1 : 0;
        }
        return column;
    }

    /** The message with {@code *} for slots, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literals.length; i++) {
            text.append(i > 0 ? "*" : "").append(new String(literals[i], StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
