package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.FormatException;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.SegmentColumn;
import java.util.BitSet;

/** Which entries of a block's dictionaries contain a string: all are searched at once. */
final class VocabularyHits {
    private final BitSet entries = new BitSet();

    VocabularyHits(SegmentBlock block, ByteSearch literal) throws FormatException {
        byte[] bytes = block.vocabulary();
        int count = entries(bytes);
        int entry = 0;
        int end = count + (count == 0 ? 0 : bytes[0] & 0xFF);
        int at = count;
        while ((at = literal.find(bytes, at, bytes.length)) >= 0) {
            while (end <= at) {
                end += bytes[++entry] & 0xFF;
            }
            if (at + literal.length() <= end) {
                entries.set(entry);
                at = end;
            } else {
                at++;
            }
        }
    }

    /** How many entries there are: each has one byte for its length, before the bytes of all. */
    private static int entries(byte[] bytes) {
        int count = 0;
        int end = 0;
        while (count + end < bytes.length) {
            end += bytes[count++] & 0xFF;
        }
        return count;
    }

    /** Whether no entry does. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether an entry of this loaded dictionary does. */
    boolean anyIn(SegmentColumn column) {
        int first = column.dictionaryFirst();
        int hit = entries.nextSetBit(first);
        return hit >= 0 && hit < first + column.dictionarySize();
    }

    boolean contains(int entry) {
        return entries.get(entry);
    }
}
