package evtools.evgrep;

import evtools.format.FormatException;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.TemplateTable;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the templates of a block say about strings of which each match must contain one: the text of all templates is
 * searched once, and of the slots only what is known without opening them is looked at. For one thread.
 */
final class TemplateHits {
    private final SegmentBlock block;
    private final LiteralPlacement[] literals;
    private final BitSet[] inText;
    /** Per string: 0 not asked yet, 1 a value may contain it, 2 none does. */
    private final byte[] inValues;

    private @Nullable TemplateTable table;

    TemplateHits(SegmentBlock block, LiteralPlacement[] literals) {
        this.block = block;
        this.literals = literals;
        this.inText = new BitSet[literals.length];
        this.inValues = new byte[literals.length];
    }

    /** Whether the block's filter says that none of the strings is there. */
    boolean areAbsent() throws FormatException {
        for (LiteralPlacement literal : literals) {
            byte[] id = literal.id();
            if (id.length == 0 || block.mayContain(id, 0, id.length)) {
                return false;
            }
        }
        return literals.length > 0;
    }

    /** Looks at the block that was opened. */
    void begin() throws FormatException {
        TemplateTable opened = block.table();
        table = opened;
        for (int i = 0; i < literals.length; i++) {
            BitSet templates = new BitSet(opened.size());
            literals[i].addInText(opened, templates);
            inText[i] = templates;
            inValues[i] = 0;
        }
    }

    private TemplateTable table() {
        return Objects.requireNonNull(table);
    }

    /** Whether all messages of a template contain a string. */
    boolean isInText(int literal, int template) {
        return inText[literal].get(template);
    }

    /** Whether all messages of a template contain one of the strings. */
    boolean anyInText(int template) {
        for (BitSet templates : inText) {
            if (templates.get(template)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value of a template's slots may contain a string. */
    boolean mayBeInside(int literal, int template) throws FormatException {
        return literals[literal].mayBeInside(table(), template) && mayBeInValues(literal);
    }

    private boolean mayBeInValues(int literal) throws FormatException {
        if (inValues[literal] == 0) {
            inValues[literal] = (byte) (block.words().mayContain(literals[literal].words()) ? 1 : 2);
        }
        return inValues[literal] == 1;
    }

    /** Whether a string may lie over the border of a template's slot. */
    boolean mayCross(int literal, int template) {
        return literals[literal].mayCross(table(), template);
    }

    /** Whether no message of a template contains any of the strings, as far as is known without opening columns. */
    boolean hasNone(int template) throws FormatException {
        if (table().isWhole(template)) {
            return false;
        }
        for (int i = 0; i < literals.length; i++) {
            if (isInText(i, template) || mayCross(i, template) || mayBeInside(i, template)) {
                return false;
            }
        }
        return literals.length > 0;
    }
}
