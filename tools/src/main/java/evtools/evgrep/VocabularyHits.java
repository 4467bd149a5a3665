package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.FormatException;
import evtools.format.segment.SegmentColumn;
import evtools.format.segment.Vocabulary;
import java.util.BitSet;

/** Which entries of a vocabulary contain a string: those of all its dictionaries are searched at once. */
final class VocabularyHits {
    private final BitSet entries = new BitSet();

    /** Opens the vocabulary only if an entry may contain the string. */
    VocabularyHits(Vocabulary vocabulary, LiteralPlacement literal) throws FormatException {
        if (literal.mayBeInside(vocabulary)) {
            search(vocabulary.load(), literal.literal());
        }
    }

    private void search(Vocabulary vocabulary, ByteSearch literal) {
        byte[] bytes = vocabulary.bytes();
        int count = vocabulary.entries();
        int end = vocabulary.start(count);
        int at = vocabulary.start(0);
        int entry = 0;
        while ((at = literal.find(bytes, at, end)) >= 0) {
            while (vocabulary.start(entry + 1) <= at) {
                entry++;
            }
            int entryEnd = vocabulary.start(entry + 1);
            if (at + literal.length() <= entryEnd) {
                entries.set(entry);
                at = entryEnd;
            } else {
                at++;
            }
        }
    }

    /** Whether an entry of this dictionary does. */
    boolean anyIn(SegmentColumn column) {
        int first = column.dictionaryFirst();
        int hit = entries.nextSetBit(first);
        return hit >= 0 && hit < first + column.dictionarySize();
    }

    boolean contains(int entry) {
        return entries.get(entry);
    }
}
