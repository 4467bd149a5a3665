package evtools.format.segment;

import evtools.format.BigEndian;
import java.util.Arrays;

/**
 * Distinct byte strings, numbered in the order in which they first came. Columns of slots that probably hold the same
 * kind of thing share one. Not thread-safe.
 */
final class Domain {
    private static final int MAX_SHORT_BYTES = 7;
    private static final int FIRST_TABLE = 32;
    private static final int KEEP_PLACES_PER_ENTRY = 64;

    private byte[] bytes = new byte[64];
    private int[] starts = new int[9];
    private long[] keys = new long[8];

    /** Two longs a place, side by side in the cache: key, entry + 1. */
    private long[] table = new long[FIRST_TABLE];

    private int size;
    private int uses;

    /** Per entry: its formats as a number, and classes of bytes; filled by {@link #classify}. */
    private int[] formats = new int[0];

    private int[] classes = new int[0];
    private int classified;

    /** How the entries are numbered in the vocabulary; for entries that are written. */
    private int[] written = new int[0];

    private int writtenSize;
    private int number = -1;
    private boolean scanned;

    /** The number of a string, new or known. */
    int intern(byte[] source, int offset, int length) {
        return intern(source, offset, length, key(source, offset, length));
    }

    /** The number of a string whose key is known. */
    int intern(byte[] source, int offset, int length, long key) {
        uses++;
        int mask = (table.length >> 1) - 1;
        int place = place(key, mask);
        while (true) {
            int found = (int) table[2 * place + 1] - 1;
            if (found < 0) {
                return add(source, offset, length, key, place);
            }
            if (table[2 * place] == key && isEntry(found, source, offset, length)) {
                return found;
            }
            place = (place + 1) & mask;
        }
    }

    /** Whether an entry is a string with this key. */
    boolean isEntry(int entry, byte[] source, int offset, int length, long key) {
        return keys[entry] == key && isEntry(entry, source, offset, length);
    }

    /** Counts one more use of an entry, and returns it. */
    int usedAgain(int entry) {
        uses++;
        return entry;
    }

    /** Whether an entry with the key of a string is that string. */
    private boolean isEntry(int entry, byte[] source, int offset, int length) {
        return length <= MAX_SHORT_BYTES || isEqual(entry, source, offset, length);
    }

    /** For strings of eight bytes or more: the last eight, which may overlap those before, then eight after eight. */
    private boolean isEqual(int entry, byte[] source, int offset, int length) {
        int from = starts[entry];
        int last = length - Long.BYTES;
        if (starts[entry + 1] - from != length
                || BigEndian.getLong(bytes, from + last) != BigEndian.getLong(source, offset + last)) {
            return false;
        }
        for (int i = 0; i < last; i += Long.BYTES) {
            if (BigEndian.getLong(bytes, from + i) != BigEndian.getLong(source, offset + i)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes themselves and their number for short strings, so that nothing else need be compared; else a hash. */
    static long key(byte[] source, int offset, int length) {
        if (length > MAX_SHORT_BYTES) {
            return ByteHash.of(source, offset, length, 0) | 0xFF;
        }
        long packed = 0;
        if (length >= Integer.BYTES) {
            int restBits = (length - Integer.BYTES) * Byte.SIZE;
            long rest = BigEndian.getInt(source, offset + length - Integer.BYTES) & ((1L << restBits) - 1);
            packed = BigEndian.getUnsignedInt(source, offset) << 24 | rest;
        } else {
            for (int i = 0; i < length; i++) {
                packed = packed << Byte.SIZE | (source[offset + i] & 0xFF);
            }
        }
        return packed << Byte.SIZE | length;
    }

    private static int place(long key, int mask) {
        return ByteHash.place(ByteHash.mix(0, key), mask);
    }

    private int add(byte[] source, int offset, int length, long key, int place) {
        int from = starts[size];
        if (bytes.length - from < length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, from + length));
        }
        System.arraycopy(source, offset, bytes, from, length);
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            starts = Arrays.copyOf(starts, size * 2 + 1);
        }
        keys[size] = key;
        starts[size + 1] = from + length;
        table[2 * place] = key;
        table[2 * place + 1] = ++size;
        if (size * 4 > table.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        int mask = (larger.length >> 1) - 1;
        for (int i = 0; i < size; i++) {
            int place = place(keys[i], mask);
            while (larger[2 * place + 1] != 0) {
                place = (place + 1) & mask;
            }
            larger[2 * place] = keys[i];
            larger[2 * place + 1] = i + 1L;
        }
        table = larger;
    }

    /** Forgets all strings, and keeps the arrays if they suit as many strings again. */
    void clear() {
        uses = 0;
        classified = 0;
        writtenSize = 0;
        number = -1;
        scanned = false;
        if (size == 0) {
            return;
        }
        Arrays.fill(written, 0, Math.min(size, written.length), 0);
        if (table.length > size * KEEP_PLACES_PER_ENTRY) {
            table = new long[FIRST_TABLE];
            bytes = new byte[64];
        } else {
            Arrays.fill(table, 0);
        }
        size = 0;
    }

    int size() {
        return size;
    }

    /** How often a string was looked up. */
    int uses() {
        return uses;
    }

    /** Counts values that belong here without looking them up. */
    void used(int more) {
        uses += more;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int entry) {
        return starts[entry];
    }

    int length(int entry) {
        return starts[entry + 1] - starts[entry];
    }

    /** Bytes of all entries. */
    int totalBytes() {
        return starts[size];
    }

    boolean equal(int entry, Domain other, int otherEntry) {
        return keys[entry] == other.keys[otherEntry]
                && Arrays.equals(
                        bytes,
                        starts[entry],
                        starts[entry + 1],
                        other.bytes,
                        other.starts[otherEntry],
                        other.starts[otherEntry + 1]);
    }

    /** Looks at all entries that are new since the last time. */
    void classify() {
        if (formats.length < size) {
            formats = Arrays.copyOf(formats, keys.length);
            classes = Arrays.copyOf(classes, keys.length);
        }
        for (; classified < size; classified++) {
            formats[classified] = NumberText.formats(bytes, starts[classified], length(classified));
            classes[classified] = ByteClasses.of(bytes, starts[classified], length(classified));
        }
    }

    int formats(int entry) {
        return formats[entry];
    }

    int classes(int entry) {
        return classes[entry];
    }

    /** Says that an entry is to be written. */
    void write(int entry) {
        if (written.length < size) {
            written = Arrays.copyOf(written, keys.length);
        }
        written[entry] = 1;
    }

    /** Numbers the entries to be written; returns how many there are. */
    int numberWritten(int domainNumber) {
        int next = 0;
        for (int i = 0; i < Math.min(size, written.length); i++) {
            if (written[i] != 0) {
                written[i] = ++next;
            }
        }
        writtenSize = next;
        number = next > 0 ? domainNumber : -1;
        return next;
    }

    /** Whether this is the first call. */
    boolean markScanned() {
        boolean first = !scanned;
        scanned = true;
        return first;
    }

    int number() {
        return number;
    }

    int writtenSize() {
        return writtenSize;
    }

    /** The number that an entry has in the vocabulary; negative: it isn't written. */
    int writtenNumber(int entry) {
        return written[entry] - 1;
    }

    /** Bytes of all entries that are written. */
    int writtenBytes() {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += isWritten(i) ? length(i) : 0;
        }
        return sum;
    }

    boolean isWritten(int entry) {
        return entry < written.length && written[entry] != 0;
    }
}
