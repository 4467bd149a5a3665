package evtools.format.segment;

import evtools.format.FormatException;
import java.util.Arrays;

/**
 * Which three letters in a row, upper and lower case alike, are in the values of a block's slots. Who looks for a word
 * that has three others needs no dictionary. Of three letters that hexadecimal numbers are written with it says nothing:
 * ids have them all. Immutable.
 *
 * <pre>
 *   letters x y z, a = 0 … z = 25:  bit (x · 26 + y) · 26 + z; bit b is bit b mod 8 of byte b / 8
 * </pre>
 */
public final class WordFilter {
    static final int LETTERS = 26;
    static final int BITS = LETTERS * LETTERS * LETTERS;
    static final int BYTES = (BITS + 7) / 8;

    private final byte[] section;

    /** @param section empty: nothing is known */
    WordFilter(byte[] section) throws FormatException {
        if (section.length != 0 && section.length != BYTES) {
            throw new FormatException("words of a block are damaged");
        }
        this.section = section;
    }

    /** The number of a letter; negative: it is none. */
    static int letter(byte value) {
        int lower = (value | 0x20) - 'a';
        return value > 0 && lower >= 0 && lower < LETTERS ? lower : -1;
    }

    /**
     * What {@link #mayContain} asks for a text.
     *
     * @return the bits that are set where it is in a value
     */
    public static int[] bitsOf(byte[] text) {
        int[] bits = new int[Math.max(0, text.length - 2)];
        int count = 0;
        for (int i = 2; i < text.length; i++) {
            int first = letter(text[i - 2]);
            int second = letter(text[i - 1]);
            int third = letter(text[i]);
            if (first >= 0 && second >= 0 && third >= 0 && (first > 5 || second > 5 || third > 5)) {
                bits[count++] = (first * LETTERS + second) * LETTERS + third;
            }
        }
        return Arrays.copyOf(bits, count);
    }

    /** Whether a text with these bits may be in a value of a slot. */
    public boolean mayContain(int[] bits) {
        if (section.length > 0) {
            for (int bit : bits) {
                if ((section[bit >> 3] & 1 << (bit & 7)) == 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
