package evtools.evgrep.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups the code points that no set of a pattern tells apart, so that the automaton's tables have a
 * column for each group and not for each character.
 *
 * <pre>
 * symbol  0 … n-1  groups of code points, those of {@link RawBytes} among them
 *         n        the end of the line
 * </pre>
 *
 * Immutable.
 */
final class Alphabet {
    /** Symbols of the ASCII characters. */
    final short[] ascii = new short[0x80];
    /** Symbols of the bytes from 80 (hex) on where they are not valid UTF-8. */
    final short[] raw = new short[0x80];

    private final int[] starts;
    private final int[] symbols;
    private final List<BitSet> members = new ArrayList<>();
    private final BitSet words = new BitSet();
    private final BitSet rawLetters = new BitSet();
    private final int groups;

    /**
     * @param splitWords whether word characters and others must fall in different groups
     */
    Alphabet(List<CharSet> sets, boolean splitWords) {
        List<CharSet> all = new ArrayList<>(sets);
        if (splitWords) {
            all.add(CharClasses.word());
            all.add(RawBytes.letters());
        }
        starts = cuts(all);
        symbols = new int[starts.length];
        Map<BitSet, Integer> known = new HashMap<>();
        for (int i = 0; i < starts.length; i++) {
            BitSet membership = new BitSet();
            for (int s = 0; s < all.size(); s++) {
                if (all.get(s).contains(starts[i])) {
                    membership.set(s);
                }
            }
            Integer symbol = known.get(membership);
            if (symbol == null) {
                symbol = known.size();
                known.put(membership, symbol);
                if (splitWords && membership.get(sets.size())) {
                    words.set(symbol);
                }
                if (splitWords && membership.get(sets.size() + 1)) {
                    rawLetters.set(symbol);
                }
            }
            symbols[i] = symbol;
        }
        groups = known.size();
        for (int s = 0; s < sets.size(); s++) {
            members.add(new BitSet());
        }
        known.forEach((membership, symbol) -> {
            for (int s = membership.nextSetBit(0); s >= 0 && s < sets.size(); s = membership.nextSetBit(s + 1)) {
                members.get(s).set(symbol);
            }
        });
        for (int c = 0; c < ascii.length; c++) {
            ascii[c] = (short) symbolOf(c);
            raw[c] = (short) symbolOf(RawBytes.FIRST + c);
        }
    }

    private static int[] cuts(List<CharSet> sets) {
        BitSet cuts = new BitSet();
        cuts.set(0);
        cuts.set(RawBytes.FIRST);
        for (CharSet set : sets) {
            for (int r = 0; r < set.rangeCount(); r++) {
                cuts.set(set.first(r));
                if (set.last(r) < RawBytes.LAST) {
                    cuts.set(set.last(r) + 1);
                }
            }
        }
        return cuts.stream().toArray();
    }

    int symbolOf(int codePoint) {
        int found = Arrays.binarySearch(starts, codePoint);
        return symbols[found >= 0 ? found : -found - 2];
    }

    int end() {
        return groups;
    }

    /** How many symbols there are. */
    int size() {
        return groups + 1;
    }

    boolean inSet(int set, int symbol) {
        return members.get(set).get(symbol);
    }

    /** Whether it is word characters. */
    boolean isWord(int symbol) {
        return words.get(symbol);
    }

    /** Whether it is bytes that the edges of words take for letters. */
    boolean isRawLetter(int symbol) {
        return rawLetters.get(symbol);
    }
}
