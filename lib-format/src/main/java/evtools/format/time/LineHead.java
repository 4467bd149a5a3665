package evtools.format.time;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import org.jspecify.annotations.Nullable;

/**
 * What was taken out of one line: mutable, filled by {@link Recogniser}. Offsets lie in the line's array; they and the
 * form are valid until the next line. Not thread-safe.
 *
 * <p>The message is the kept ranges, which are whole words, followed by the rest of the line.
 *
 * <p>While a line is matched, every choice that its form depends on is packed into a key, so that forms are written
 * once per key and not once per line.
 */
public final class LineHead {
    /** Most ranges of words kept before the rest. */
    static final int MAX_KEPT = 6;

    /** Most words beside the line. */
    static final int MAX_VALUES = 4;

    static final int MAX_WORDS = 31;
    private static final int WORDS_BITS = 5;
    private static final int MAX_SPACES = 15;
    private static final int SPACES_BITS = 4;
    private static final int KEY_BITS = 63;
    private static final byte[] MESSAGE_ONLY = new byte[0];

    /** By the digits of the fraction. */
    private static final long[] RESOLUTION_TICKS = {
        Point.TICKS_PER_SECOND, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1, 1
    };

    final TimeFields time = new TimeFields();
    final ByteArrayBuilder formText = new ByteArrayBuilder(128);
    boolean timed;
    boolean timeInMessage;
    int rest;

    private final int[] keptStart = new int[MAX_KEPT];
    private final int[] keptEnd = new int[MAX_KEPT];
    private final byte[][] valueKey = new byte[MAX_VALUES][];
    private final int[] valueStart = new int[MAX_VALUES];
    private final int[] valueEnd = new int[MAX_VALUES];
    private int kept;
    private int values;
    private int hostStart;
    private int hostEnd;
    private int appStart;
    private int appEnd;
    private byte[] form = MESSAGE_ONLY;
    private boolean writing;
    private long key;
    private int keyBits;
    private @Nullable TimePattern timeReadBy;
    private int timeReadAt;

    /** Makes the head that of a line without anything to take out. */
    void clear(int lineStart) {
        kept = 0;
        values = 0;
        hostStart = 0;
        hostEnd = 0;
        appStart = 0;
        appEnd = 0;
        rest = lineStart;
        timed = false;
        timeInMessage = false;
        form = MESSAGE_ONLY;
        writing = false;
        key = 1;
        keyBits = 0;
    }

    /** Has the next time read anew. */
    void forgetTime() {
        timeReadBy = null;
    }

    /** Reads the time at {@code at} unless the same was done just before; returns where its text ends, -1 if there is none. */
    int readTime(TimePattern pattern, byte[] line, int at, int to) {
        if (pattern == timeReadBy && at == timeReadAt) {
            return time.end;
        }
        timeReadBy = pattern;
        timeReadAt = at;
        return pattern.match(line, at, to, time);
    }

    /** Begins to write the form of the line that was just matched: the same choices are made again. */
    void beginForm() {
        kept = 0;
        values = 0;
        formText.clear();
        writing = true;
    }

    boolean writing() {
        return writing;
    }

    /** Notes a choice that the form depends on, {@code 0 <= value < 2^bits}. */
    void choose(long value, int bits) {
        key = key << bits | value;
        keyBits += bits;
    }

    /** All choices as one number; 0 if there were too many to tell them apart. */
    long key() {
        return keyBits > KEY_BITS - 1 ? 0 : key;
    }

    /** Adds text that is the same for all lines with the same choices. */
    void literal(byte[] line, int from, int to) {
        if (writing) {
            for (int i = from; i < to; i++) {
                TimePattern.appendLiteral(line[i], formText);
            }
        }
    }

    /** Passes up to 15 spaces over to the form; returns where they end. */
    int spaces(byte[] line, int from, int to) {
        int end = from;
        while (end < to && line[end] == ' ' && end - from < MAX_SPACES) {
            end++;
        }
        choose(end - from, SPACES_BITS);
        literal(line, from, end);
        return end;
    }

    /** Keeps words for the message; false if the range isn't made of whole words, or of too many. */
    boolean keep(byte[] line, int from, int to) {
        int words = Digits.countWords(line, from, to);
        if (words < 0 || words > MAX_WORDS || kept == MAX_KEPT) {
            return false;
        }
        choose(words, WORDS_BITS);
        if (words == 0) {
            return true;
        }
        keptStart[kept] = from;
        keptEnd[kept] = to;
        kept++;
        if (writing) {
            for (int left = words; left > 0; left -= 9) {
                formText.put('$').put('0' + Math.min(left, 9)).put('w');
            }
        }
        return true;
    }

    void host(int from, int to) {
        hostStart = from;
        hostEnd = to;
        directive('h');
    }

    void app(int from, int to) {
        appStart = from;
        appEnd = to;
        directive('a');
    }

    /** Takes a word of at most 255 bytes out of the line. */
    void value(byte[] wordKey, int from, int to) {
        valueKey[values] = wordKey;
        valueStart[values] = from;
        valueEnd[values] = to;
        values++;
        directive('v');
    }

    void directive(int letter) {
        if (writing) {
            formText.put('$').put(letter);
        }
    }

    void form(byte[] text) {
        form = text;
    }

    boolean hasKept() {
        return kept > 0;
    }

    /** Whether the line has a time. */
    public boolean timed() {
        return timed;
    }

    /** The time as the text says it, in ticks. */
    public long textTime() {
        return Point.fromEpochSeconds(time.epochSeconds) + time.nanos / Point.NANOS_PER_TICK;
    }

    /** One unit of the text's resolution. */
    public long resolutionTicks() {
        if (!time.hasSeconds) {
            return 60 * Point.TICKS_PER_SECOND;
        }
        return RESOLUTION_TICKS[time.fractionDigits];
    }

    /** Whether the original text of the time must be kept beside the line. */
    public boolean keepsTimeText() {
        return timed && !timeInMessage && !time.exact;
    }

    public int timeTextStart() {
        return time.start;
    }

    public int timeTextLength() {
        return time.end - time.start;
    }

    /** How many ranges of words come before the rest of the message. */
    public int kept() {
        return kept;
    }

    public int keptStart(int index) {
        return keptStart[index];
    }

    public int keptLength(int index) {
        return keptEnd[index] - keptStart[index];
    }

    /** Where the rest of the message begins; it ends with the line. */
    public int restStart() {
        return rest;
    }

    public int hostStart() {
        return hostStart;
    }

    /** 0: the line names no host. At most 255. */
    public int hostLength() {
        return hostEnd - hostStart;
    }

    public int appStart() {
        return appStart;
    }

    /** 0: the line names no app. At most 255. */
    public int appLength() {
        return appEnd - appStart;
    }

    /** How many words stand beside the line. */
    public int values() {
        return values;
    }

    /** Key of such a word. The array is shared: don't write to it. */
    public byte[] valueKey(int index) {
        return valueKey[index];
    }

    public int valueStart(int index) {
        return valueStart[index];
    }

    /** At most 255. */
    public int valueLength(int index) {
        return valueEnd[index] - valueStart[index];
    }

    /** The form for a line that ends in LF; empty: {@code $m}. The array is shared: don't write to it. */
    public byte[] form() {
        return form;
    }
}
