package evtools.format.token;

/** What a byte can be in a word: a set of the bits below for each of the 256 bytes. 0: it parts words. */
final class ByteClass {
    /** A word can begin here. */
    static final int STARTS_WORD = 0x01;

    /** Belongs to a word only between other bytes of it: point and colon. */
    static final int INNER = 0x02;

    static final int DIGIT = 0x04;

    /** Makes a word variable: digit, at sign, backslash. */
    static final int VARIABLE = 0x08;

    static final int SLASH = 0x10;

    /** Can be in a key. */
    static final int IN_KEY = 0x20;

    static final byte[] TABLE = table();

    private ByteClass() {}

    private static byte[] table() {
        byte[] table = new byte[256];
        for (int c = 'A'; c <= 'Z'; c++) {
            table[c] = STARTS_WORD | IN_KEY;
            table[c + 'a' - 'A'] = STARTS_WORD | IN_KEY;
        }
        for (int c = '0'; c <= '9'; c++) {
            table[c] = STARTS_WORD | IN_KEY | DIGIT | VARIABLE;
        }
        for (int c = 0x80; c <= 0xFF; c++) {
            table[c] = STARTS_WORD;
        }
        table['_'] = STARTS_WORD | IN_KEY;
        table['-'] = STARTS_WORD | IN_KEY;
        table['+'] = STARTS_WORD;
        table['~'] = STARTS_WORD;
        table['$'] = STARTS_WORD;
        table['%'] = STARTS_WORD;
        table['#'] = STARTS_WORD;
        table['@'] = STARTS_WORD | VARIABLE;
        table['\\'] = STARTS_WORD | VARIABLE;
        table['/'] = STARTS_WORD | SLASH;
        table['.'] = INNER | IN_KEY;
        table[':'] = INNER;
        return table;
    }
}
