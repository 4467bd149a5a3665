package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.FormatException;
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
        byte[][] prefixes = vocabulary.prefixes();
        if (prefixes.length == 0) {
            search(vocabulary, literal, 0, vocabulary.entries());
            return;
        }
        int first = 0;
        for (int i = 0; i < prefixes.length; i++) {
            int end = first + vocabulary.entries(i);
            byte[] prefix = prefixes[i];
            if (literal.findFar(prefix, 0, prefix.length) >= 0) {
                entries.set(first, end);
            } else {
                search(vocabulary, literal, first, end);
                for (int k = Math.min(prefix.length, literal.length() - 1); k > 0; k--) {
                    if (literal.fitsPart(0, k, prefix, prefix.length - k)) {
                        searchBeginnings(vocabulary, literal, k, first, end);
                    }
                }
            }
            first = end;
        }
    }

    /** Adds the entries before which so many bytes of the string come, and whose beginning is the rest. */
    private void searchBeginnings(Vocabulary vocabulary, ByteSearch literal, int before, int first, int end) {
        byte[] bytes = vocabulary.bytes();
        int length = literal.length() - before;
        int at = vocabulary.start(first);
        for (int entry = first; entry < end; entry++) {
            int next = vocabulary.start(entry + 1);
            if (next - at >= length && literal.fitsPart(before, length, bytes, at)) {
                entries.set(entry);
            }
            at = next;
        }
    }

    private void search(Vocabulary vocabulary, ByteSearch literal, int first, int last) {
        byte[] bytes = vocabulary.bytes();
        int end = vocabulary.start(last);
        int at = vocabulary.start(first);
        int entry = first;
        while ((at = literal.findFar(bytes, at, end)) >= 0) {
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

    /** Whether one of these entries does. */
    boolean anyIn(int first, int count) {
        int hit = entries.nextSetBit(first);
        return hit >= 0 && hit < first + count;
    }

    /** The entries that contain it. */
    BitSet entries() {
        return entries;
    }
}
