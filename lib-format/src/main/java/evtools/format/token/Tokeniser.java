package evtools.format.token;

import java.util.Arrays;

/**
 * Finds the variable words of a message, by the rules of {@code docs/FORMAT.md} 2.6, in one pass. Reusable, not
 * thread-safe; what it found is valid until the next {@link #scan}.
 *
 * <p>The tokens found never take more than {@link #MAX_ENTRY_BYTES} in an event, so that every message of
 * {@link evtools.format.event.EventFormat#MAX_PART_BYTES} fits.
 */
public final class Tokeniser {
    /** Most bytes that the entries of the found tokens may take, lengths and keys included. */
    public static final int MAX_ENTRY_BYTES = 28_672;

    /** Longest key, so that a line of one long word and an equals sign stays cheap. */
    public static final int MAX_KEY_BYTES = 64;

    private static final int MAX_VALUE_BYTES = 255;
    private static final int MAX_KEY_DIGITS = 2;
    private static final int ENTRY_LENGTHS_BYTES = 2;
    private static final int INTS_PER_TOKEN = 4;

    private final ByteMap map = new ByteMap();
    private int[] found = new int[64 * INTS_PER_TOKEN];
    private int used;
    private int entryBytes;
    private int valueBytes;
    private boolean full;

    /** Where the value of the key found last begins; -1: there is none. */
    private int valueStart;

    private int keyStart;
    private int keyLength;

    /**
     * Looks at the message in {@code [offset, offset + length)}.
     *
     * @return how many tokens it found
     */
    public int scan(byte[] message, int offset, int length) {
        int end = offset + length;
        used = 0;
        entryBytes = 0;
        valueBytes = 0;
        full = false;
        valueStart = -1;
        keyLength = 0;
        map.map(message, offset, length);
        int at = offset;
        while (true) {
            int start = at;
            int wordEnd;
            boolean variable = false;
            if (at == valueStart) {
                wordEnd = offset + map.endOfRun(at - offset);
            } else {
                int telling = offset + map.nextTelling(at - offset);
                if (telling == end) {
                    return used / INTS_PER_TOKEN;
                }
                if (map.isWord(telling - offset)) {
                    start = startOfWord(message, offset, telling);
                    wordEnd = offset + map.endOfRun(telling - offset);
                    variable = message[telling] != '/' || isVariable(message, start, wordEnd);
                } else if (telling > at && map.isWord(telling - 1 - offset) && endsKey(message, telling, end)) {
                    start = startOfWord(message, offset, telling - 1);
                    wordEnd = telling;
                } else {
                    start = telling + 1;
                    wordEnd = start;
                    if (message[telling] == '=' && start < end && startsWord(message[start])) {
                        wordEnd = offset + map.endOfRun(start - offset);
                    }
                }
            }
            at = start < wordEnd ? word(message, offset, start, wordEnd, end, variable) : wordEnd;
        }
    }

    /** Whether the word before an equals sign or quote may be a key. */
    private static boolean endsKey(byte[] message, int sign, int end) {
        return message[sign] == '=' || (sign + 1 < end && message[sign + 1] == ':');
    }

    /** Where the word begins in whose run {@code inside} lies: inner bytes at the run's beginning don't belong to it. */
    private int startOfWord(byte[] message, int offset, int inside) {
        int start = offset + map.startOfRun(inside - offset);
        while (start <= inside && !startsWord(message[start])) {
            start++;
        }
        return start;
    }

    private static boolean startsWord(byte value) {
        return (ByteClass.TABLE[value & 0xFF] & ByteClass.STARTS_WORD) != 0;
    }

    /** Decides on the word in {@code [start, wordEnd)}; returns where to go on. */
    private int word(byte[] message, int offset, int start, int wordEnd, int end, boolean variable) {
        boolean value = start > offset && message[start - 1] == '=';
        if (start == valueStart) {
            value = true;
        } else {
            keyLength = 0;
        }
        int valueAt = value ? 0 : afterSigns(message, offset, start, wordEnd, end);
        if (valueAt > 0 && valueAt < end && isKey(message, start, wordEnd)) {
            int after = afterKey(message, start, wordEnd, valueAt, end);
            if (after != 0) {
                return after;
            }
        }
        if (value || variable) {
            int trimmed = wordEnd;
            while ((ByteClass.TABLE[message[trimmed - 1] & 0xFF] & ByteClass.INNER) != 0) {
                trimmed--;
            }
            add(start, trimmed);
        }
        keyLength = 0;
        return wordEnd;
    }

    /** Where a value begins if the word is its key; 0 if what follows the word says that it is none. */
    private static int afterSigns(byte[] message, int offset, int start, int wordEnd, int end) {
        if (wordEnd + 1 >= end) {
            return 0;
        }
        byte next = message[wordEnd];
        if (next == '=') {
            return wordEnd + 1;
        }
        if (next != '"' || message[wordEnd + 1] != ':' || start == offset || message[start - 1] != '"') {
            return 0;
        }
        int at = wordEnd + 2;
        return at < end && message[at] == ' ' ? at + 1 : at;
    }

    /**
     * Prepares for a value at {@code at}; returns where to go on, 0 if no value begins there, so that the word before
     * is no key.
     */
    private int afterKey(byte[] message, int start, int wordEnd, int at, int end) {
        if (startsWord(message[at])) {
            setKey(message, start, wordEnd);
            valueStart = at;
            return at;
        }
        if (message[at] != '"') {
            return 0;
        }
        int close = closingQuote(message, at + 1, end);
        if (close <= at + 1) {
            return 0;
        }
        setKey(message, start, wordEnd);
        add(at + 1, close);
        keyLength = 0;
        return close + 1;
    }

    /** The index of the quote that ends a value without blanks and escapes; -1 if it isn't such a value. */
    private static int closingQuote(byte[] message, int from, int end) {
        int last = Math.min(end, from + MAX_VALUE_BYTES + 1);
        for (int i = from; i < last; i++) {
            byte c = message[i];
            if (c == '"') {
                return i;
            }
            if (c == ' ' || c == '\t' || c == '\\') {
                return -1;
            }
        }
        return -1;
    }

    private void setKey(byte[] message, int start, int wordEnd) {
        boolean ours = message[start] == '_';
        keyStart = start;
        keyLength = ours ? 0 : wordEnd - start;
    }

    private static boolean isKey(byte[] message, int start, int end) {
        if (end - start > MAX_KEY_BYTES) {
            return false;
        }
        int digits = 0;
        for (int i = start; i < end; i++) {
            int kind = ByteClass.TABLE[message[i] & 0xFF];
            if ((kind & ByteClass.IN_KEY) == 0) {
                return false;
            }
            if ((kind & ByteClass.DIGIT) != 0) {
                digits++;
            }
        }
        return digits <= MAX_KEY_DIGITS && (ByteClass.TABLE[message[start] & 0xFF] & ByteClass.DIGIT) == 0;
    }

    /** Whether a word with a slash is variable. */
    private static boolean isVariable(byte[] message, int start, int end) {
        if (message[start] == '/') {
            return end > start + 1;
        }
        int slashes = 0;
        for (int i = start; i < end; i++) {
            if ((ByteClass.TABLE[message[i] & 0xFF] & ByteClass.VARIABLE) != 0) {
                return true;
            }
            if (message[i] == '/') {
                slashes++;
            }
        }
        return slashes >= 2;
    }

    private void add(int start, int end) {
        int length = end - start;
        if (length > MAX_VALUE_BYTES || full) {
            return;
        }
        int bytes = ENTRY_LENGTHS_BYTES + keyLength + length;
        if (entryBytes + bytes > MAX_ENTRY_BYTES) {
            full = true;
            return;
        }
        entryBytes += bytes;
        valueBytes += length;
        if (used == found.length) {
            found = Arrays.copyOf(found, used * 2);
        }
        found[used] = start;
        found[used + 1] = length;
        found[used + 2] = keyLength == 0 ? start : keyStart;
        found[used + 3] = keyLength;
        used += INTS_PER_TOKEN;
    }

    /** How many tokens the last scan found. */
    public int count() {
        return used / INTS_PER_TOKEN;
    }

    /** Length of all values together. */
    public int valueBytes() {
        return valueBytes;
    }

    /** Where in the message's array token {@code index} begins. */
    public int start(int index) {
        return found[index * INTS_PER_TOKEN];
    }

    /** Length of token {@code index}, 1…255. */
    public int length(int index) {
        return found[index * INTS_PER_TOKEN + 1];
    }

    /** Where in the message's array the key of token {@code index} begins, if it has one. */
    public int keyStart(int index) {
        return found[index * INTS_PER_TOKEN + 2];
    }

    /** Length of the key of token {@code index}; 0: it has none. */
    public int keyLength(int index) {
        return found[index * INTS_PER_TOKEN + 3];
    }

    /** What the entries of all tokens take in an event, lengths and keys included. */
    public int entryBytes() {
        return entryBytes;
    }
}
