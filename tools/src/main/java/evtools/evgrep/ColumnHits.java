package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.SegmentColumn;
import evtools.format.segment.SegmentTemplate;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for strings in the columns of a block that may contain them: in dictionaries once for all columns, in others
 * value by value. For one thread.
 */
final class ColumnHits {
    private final SegmentBlock block;
    private final LiteralPlacement[] literals;
    private final @Nullable VocabularyHits[] vocabulary;
    private final ByteArrayBuilder text = new ByteArrayBuilder(256);

    ColumnHits(SegmentBlock block, LiteralPlacement[] literals) {
        this.block = block;
        this.literals = literals;
        this.vocabulary = new VocabularyHits[literals.length];
    }

    /** The block was opened anew. */
    void begin() {
        Arrays.fill(vocabulary, null);
    }

    /** Adds the ordinals of a template that have a string inside a value. */
    void addInside(SegmentTemplate template, int literal, BitSet hits) throws FormatException {
        LiteralPlacement placement = literals[literal];
        for (int slot = 0; slot < template.messageSlots(); slot++) {
            SegmentColumn column = template.column(slot);
            ColumnStamp stamp = column.stamp();
            if (!placement.mayBeInside(stamp)) {
                continue;
            }
            if (column.dictionarySize() > 0) {
                addDictionaryHits(column, literal, template.rows(), hits);
            } else {
                addValueHits(column, placement.literal(), template.rows(), hits);
            }
        }
    }

    private void addDictionaryHits(SegmentColumn column, int literal, int rows, BitSet hits) throws FormatException {
        VocabularyHits known = vocabulary[literal];
        if (known == null) {
            known = new VocabularyHits(block, literals[literal].literal());
            vocabulary[literal] = known;
        }
        if (known.isEmpty() || !known.anyIn(column)) {
            return;
        }
        column.load();
        int first = column.dictionaryFirst();
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            if (known.contains(first + column.dictionaryIndex(ordinal))) {
                hits.set(ordinal);
            }
        }
    }

    private void addValueHits(SegmentColumn column, ByteSearch literal, int rows, BitSet hits) throws FormatException {
        column.load();
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            text.clear();
            column.append(ordinal, text);
            if (literal.find(text.array(), 0, text.length()) >= 0) {
                hits.set(ordinal);
            }
        }
    }
}
