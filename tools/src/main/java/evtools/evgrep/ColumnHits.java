package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.segment.ColumnExceptions;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.SegmentColumn;
import evtools.format.segment.SegmentPieces;
import evtools.format.segment.SegmentTemplate;
import evtools.format.segment.Vocabulary;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for strings in the columns of a block that may contain them: in dictionaries once for all columns, in
 * values that share their punctuation piece by piece, in others value by value. For one thread.
 */
final class ColumnHits {
    private static final int VALUES_AT_ONCE = 256;

    private final SegmentBlock block;
    private final LiteralPlacement[] literals;
    /** Per string, per vocabulary. */
    private final @Nullable VocabularyHits[][] vocabularies;

    private final ByteArrayBuilder text = new ByteArrayBuilder(256);
    /** Where values end in {@link #text}. */
    private final int[] ends = new int[VALUES_AT_ONCE];

    ColumnHits(SegmentBlock block, LiteralPlacement[] literals) {
        this.block = block;
        this.literals = literals;
        this.vocabularies = new VocabularyHits[literals.length][0];
    }

    /** The block was opened anew. */
    void begin() {
        Arrays.fill(vocabularies, new VocabularyHits[0]);
    }

    /** Adds the ordinals of a template that have a string inside a value of its message. */
    void addInside(SegmentTemplate template, int literal, BitSet hits) throws FormatException {
        addInside(template, literal, template.rows(), hits);
    }

    private void addInside(SegmentPieces pieces, int literal, int rows, BitSet hits) throws FormatException {
        for (int slot = 0; slot < pieces.slots(); slot++) {
            SegmentColumn column = pieces.column(slot);
            // The original of a copy is another of these columns.
            if (!column.isCopy() && literals[literal].mayBeInside(column.stamp())) {
                add(column, literal, rows, hits);
            }
        }
    }

    private void add(SegmentColumn column, int literal, int rows, BitSet hits) throws FormatException {
        byte[] constant = column.constant();
        SegmentPieces pieces = column.pieces();
        Vocabulary vocabulary = column.vocabulary();
        if (constant != null) {
            if (literals[literal].literal().find(constant, 0, constant.length) >= 0) {
                hits.set(0, rows);
            }
        } else if (vocabulary != null) {
            addDictionaryHits(column, vocabulary, literal, rows, hits);
        } else if (pieces != null && !literals[literal].mayCross(pieces)) {
            addPieceHits(column, pieces, literal, rows, hits);
        } else {
            addValueHits(column, literals[literal].literal(), rows, hits);
        }
    }

    /** Looks in the pieces of a column's values, one by one. */
    private void addPieceHits(SegmentColumn column, SegmentPieces pieces, int literal, int rows, BitSet hits)
            throws FormatException {
        BitSet inPieces = new BitSet();
        if (literals[literal].isInText(pieces)) {
            inPieces.set(0, rows);
        } else {
            addInside(pieces, literal, rows, inPieces);
        }
        ColumnExceptions exceptions = column.exceptions();
        for (int i = 0; i < exceptions.size(); i++) {
            text.clear();
            exceptions.append(i, text);
            inPieces.set(exceptions.ordinal(i), literals[literal].literal().find(text.array(), 0, text.length()) >= 0);
        }
        hits.or(inPieces);
    }

    private VocabularyHits hits(Vocabulary vocabulary, int literal) throws FormatException {
        if (vocabularies[literal].length == 0) {
            vocabularies[literal] = new VocabularyHits[block.vocabularies()];
        }
        VocabularyHits known = vocabularies[literal][vocabulary.number()];
        if (known == null) {
            known = new VocabularyHits(vocabulary, literals[literal]);
            vocabularies[literal][vocabulary.number()] = known;
        }
        return known;
    }

    private void addDictionaryHits(SegmentColumn column, Vocabulary vocabulary, int literal, int rows, BitSet hits)
            throws FormatException {
        VocabularyHits known = hits(vocabulary, literal);
        if (!known.anyIn(column)) {
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

    /** Looks in some values at a time, one after another in an array. */
    private void addValueHits(SegmentColumn column, ByteSearch literal, int rows, BitSet hits) throws FormatException {
        column.load();
        for (int from = 0; from < rows; from += ends.length) {
            int count = Math.min(ends.length, rows - from);
            text.clear();
            for (int i = 0; i < count; i++) {
                column.append(from + i, text);
                ends[i] = text.length();
            }
            addHits(literal, from, hits);
        }
    }

    private void addHits(ByteSearch literal, int from, BitSet hits) {
        int value = 0;
        int at = 0;
        while ((at = literal.find(text.array(), at, text.length())) >= 0) {
            while (ends[value] <= at) {
                value++;
            }
            if (at + literal.length() <= ends[value]) {
                hits.set(from + value);
                at = ends[value];
            } else {
                at++;
            }
        }
    }
}
