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
import java.util.BitSet;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for strings in the columns of a block that may contain them: in dictionaries once for all columns, in
 * values that share their punctuation piece by piece, in others value by value. For one thread.
 */
final class ColumnHits {
    private static final int VALUES_AT_ONCE = 256;

    private final SegmentBlock block;
    /** Per string, per vocabulary. */
    private final IdentityHashMap<LiteralPlacement, @Nullable VocabularyHits[]> vocabularies = new IdentityHashMap<>();

    private final ByteArrayBuilder text = new ByteArrayBuilder(256);
    /** Where values end in {@link #text}. */
    private final int[] ends = new int[VALUES_AT_ONCE];

    ColumnHits(SegmentBlock block) {
        this.block = block;
    }

    /** The block was opened anew. */
    void begin() {
        vocabularies.clear();
    }

    /** Adds the ordinals of a template that have a string inside a value of its message. */
    void addInside(SegmentTemplate template, LiteralPlacement literal, BitSet hits) throws FormatException {
        for (int slot = 0; slot < template.slots(); slot++) {
            if (!template.isCopy(slot)
                    && literal.mayBeInside(template.stamp(slot))
                    && mayBeInDictionary(template.dictionary(slot), literal)) {
                add(template.column(slot), literal, template.rows(), hits);
            }
        }
    }

    /** Columns are all described at once: a dictionary that hasn't the string is no reason to. */
    private boolean mayBeInDictionary(int dictionary, LiteralPlacement literal) throws FormatException {
        return dictionary < 0
                || hits(block.vocabularyOf(dictionary), literal)
                        .anyIn(block.firstEntry(dictionary), block.entries(dictionary));
    }

    private void add(SegmentColumn column, LiteralPlacement literal, int rows, BitSet hits) throws FormatException {
        byte[] constant = column.constant();
        SegmentPieces pieces = column.pieces();
        Vocabulary vocabulary = column.vocabulary();
        if (constant != null) {
            if (literal.literal().findFar(constant, 0, constant.length) >= 0) {
                hits.set(0, rows);
            }
        } else if (vocabulary != null) {
            addDictionaryHits(column, vocabulary, literal, hits);
        } else if (pieces != null) {
            addPieceHits(column, pieces, literal, rows, hits);
        } else {
            addValueHits(column, literal.literal(), rows, hits);
        }
    }

    /** Looks in the pieces of a column's values, one by one. */
    private void addPieceHits(
            SegmentColumn column, SegmentPieces pieces, LiteralPlacement literal, int rows, BitSet hits)
            throws FormatException {
        BitSet inPieces = new BitSet();
        if (literal.isInText(pieces)) {
            inPieces.set(0, rows);
        } else if (literal.mayCross(pieces)) {
            int[][] parts = literal.parts().inSlots(pieces);
            if (parts == null) {
                addValueHits(column, literal.literal(), rows, hits);
                return;
            }
            addWithParts(column, pieces, parts, literal, rows, inPieces);
        } else {
            for (int slot = 0; slot < pieces.slots(); slot++) {
                addInPiece(pieces.column(slot), literal, rows, inPieces);
            }
        }
        ColumnExceptions exceptions = column.exceptions();
        for (int i = 0; i < exceptions.size(); i++) {
            text.clear();
            exceptions.append(i, text);
            inPieces.set(exceptions.ordinal(i), literal.literal().findFar(text.array(), 0, text.length()) >= 0);
        }
        hits.or(inPieces);
    }

    private void addInPiece(SegmentColumn piece, LiteralPlacement literal, int rows, BitSet hits)
            throws FormatException {
        // The original of a copy is another of these columns.
        if (!piece.isCopy() && literal.mayBeInside(piece.stamp())) {
            add(piece, literal, rows, hits);
        }
    }

    /** Looks for parts of a string in pieces, and for all of it where one is. */
    private void addWithParts(
            SegmentColumn column, SegmentPieces pieces, int[][] parts, LiteralPlacement literal, int rows, BitSet hits)
            throws FormatException {
        BitSet candidates = new BitSet();
        for (int slot = 0; slot < parts.length; slot++) {
            for (int i = 0; i < parts[slot].length; i += 2) {
                LiteralPlacement part = literal.parts().part(parts[slot][i], parts[slot][i + 1]);
                SegmentColumn piece = pieces.column(slot);
                if (part.mayBeInside(piece.stamp())) {
                    add(piece, part, rows, candidates);
                }
            }
        }
        for (int ordinal = candidates.nextSetBit(0); ordinal >= 0; ordinal = candidates.nextSetBit(ordinal + 1)) {
            column.load();
            text.clear();
            column.append(ordinal, text);
            if (literal.literal().findFar(text.array(), 0, text.length()) >= 0) {
                hits.set(ordinal);
            }
        }
    }

    private VocabularyHits hits(Vocabulary vocabulary, LiteralPlacement literal) throws FormatException {
        @Nullable VocabularyHits[] ofLiteral = vocabularies.get(literal);
        if (ofLiteral == null) {
            ofLiteral = new VocabularyHits[block.vocabularies()];
            vocabularies.put(literal, ofLiteral);
        }
        VocabularyHits known = ofLiteral[vocabulary.number()];
        if (known == null) {
            known = new VocabularyHits(vocabulary, literal);
            ofLiteral[vocabulary.number()] = known;
        }
        return known;
    }

    private void addDictionaryHits(SegmentColumn column, Vocabulary vocabulary, LiteralPlacement literal, BitSet hits)
            throws FormatException {
        VocabularyHits known = hits(vocabulary, literal);
        if (known.anyIn(column.dictionaryFirst(), column.dictionarySize())) {
            column.load();
            column.addOrdinals(known.entries(), hits);
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
        while ((at = literal.findFar(text.array(), at, text.length())) >= 0) {
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
