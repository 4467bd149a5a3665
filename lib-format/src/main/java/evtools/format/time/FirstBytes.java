package evtools.format.time;

/**
 * Which of a source's layouts a line can have, told by its first bytes: most lines of a file of many kinds are then
 * compared with one layout only. Holds up to 8 layouts. Not thread-safe.
 *
 * <pre>
 *   line      2015-10-18 18:01:47,978 INFO …
 *   layout 0  %b %e %H:%M:%S …               no: no letter
 *   layout 1  %Y-%m-%d %H:%M:%S …            may be
 *   layout 2  $1w${host} …                   may be: a word can be anything
 * </pre>
 */
final class FirstBytes {
    private static final int PLACES = 8;
    private static final int VALUES = 256;
    private static final int ALL = 0xFF;

    /** By place and byte: a bit for each layout that doesn't rule it out. */
    private final byte[] fitting = new byte[PLACES * VALUES];

    private int layouts;
    private int place;

    /** Takes one layout more, which gets the next bit. */
    void add(Layout layout) {
        place = 0;
        layout.describe(this);
        while (place < PLACES) {
            range(0, VALUES - 1);
            place++;
        }
        layouts++;
    }

    /** A bit for each layout that the line {@code [from, to)} can have, the first layout's being the lowest. */
    int candidates(byte[] line, int from, int to) {
        if (to - from < PLACES) {
            return ALL >>> (PLACES - layouts);
        }
        byte[] table = fitting;
        return table[line[from] & 0xFF]
                & table[VALUES + (line[from + 1] & 0xFF)]
                & table[2 * VALUES + (line[from + 2] & 0xFF)]
                & table[3 * VALUES + (line[from + 3] & 0xFF)]
                & table[4 * VALUES + (line[from + 4] & 0xFF)]
                & table[5 * VALUES + (line[from + 5] & 0xFF)]
                & table[6 * VALUES + (line[from + 6] & 0xFF)]
                & table[7 * VALUES + (line[from + 7] & 0xFF)]
                & ALL;
    }

    void literal(int c) {
        range(c, c);
        place++;
    }

    void digits(int count) {
        for (int i = 0; i < count; i++) {
            range('0', '9');
            place++;
        }
    }

    void letters(int count) {
        for (int i = 0; i < count; i++) {
            range('A', 'Z');
            range('a', 'z');
            place++;
        }
    }

    /** Two digits, of which a blank may take the place of the first. */
    void paddedDigits() {
        range(' ', ' ');
        digits(2);
    }

    private void range(int first, int last) {
        if (place >= PLACES) {
            return;
        }
        for (int c = first; c <= last; c++) {
            fitting[place * VALUES + c] |= (byte) (1 << layouts);
        }
    }
}
