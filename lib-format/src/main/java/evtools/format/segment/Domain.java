package evtools.format.segment;

import java.util.Arrays;

/**
 * Distinct byte strings, numbered in the order in which they first came. Columns of slots that probably hold the same
 * kind of thing share one. Not thread-safe.
 */
final class Domain {
    private byte[] bytes = new byte[64];
    private int[] starts = new int[9];
    private long[] hashes = new long[8];
    private int[] table = new int[16];
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
        uses++;
        long hash = ByteHash.of(source, offset, length, 0);
        int mask = table.length - 1;
        int place = ByteHash.place(hash, mask);
        while (true) {
            int found = table[place] - 1;
            if (found < 0) {
                return add(source, offset, length, hash, place);
            }
            if (hashes[found] == hash) {
                int from = starts[found];
                int end = starts[found + 1];
                if (end - from == length && Arrays.equals(bytes, from, end, source, offset, offset + length)) {
                    return found;
                }
            }
            place = (place + 1) & mask;
        }
    }

    private int add(byte[] source, int offset, int length, long hash, int place) {
        int from = starts[size];
        if (bytes.length - from < length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, from + length));
        }
        System.arraycopy(source, offset, bytes, from, length);
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            starts = Arrays.copyOf(starts, size * 2 + 1);
        }
        hashes[size] = hash;
        starts[size + 1] = from + length;
        table[place] = ++size;
        if (size * 2 > table.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        int[] larger = new int[table.length * 4];
        int mask = larger.length - 1;
        for (int i = 0; i < size; i++) {
            int place = ByteHash.place(hashes[i], mask);
            while (larger[place] != 0) {
                place = (place + 1) & mask;
            }
            larger[place] = i + 1;
        }
        table = larger;
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

    long hash(int entry) {
        return hashes[entry];
    }

    /** Bytes of all entries. */
    int totalBytes() {
        return starts[size];
    }

    boolean equal(int entry, Domain other, int otherEntry) {
        return hashes[entry] == other.hashes[otherEntry]
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
            formats = Arrays.copyOf(formats, hashes.length);
            classes = Arrays.copyOf(classes, hashes.length);
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
            written = Arrays.copyOf(written, hashes.length);
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

    boolean isWritten(int entry) {
        return entry < written.length && written[entry] != 0;
    }
}
