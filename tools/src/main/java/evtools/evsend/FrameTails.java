package evtools.evsend;

import evtools.format.event.OwnKeys;
import evtools.format.event.TailTable;
import java.util.Arrays;

/** The tails that events of the current input frame end in, and which durability those state. Not thread-safe. */
final class FrameTails {
    private static final byte[] DURABILITY = OwnKeys.durability();
    private static final int ENTRY_LENGTHS_BYTES = 2;

    private final TailTable table = new TailTable();
    /** For each first byte of events, where in the table's bytes the class is that their tail states; 0: nowhere. */
    private final int[] classAt = new int[256];

    private boolean anyClass;
    private long number;

    /** Whoever reads frames fills it. */
    TailTable table() {
        return table;
    }

    /** The table now holds the tails of another frame. */
    void next() {
        number++;
        if (anyClass) {
            Arrays.fill(classAt, 0);
            anyClass = false;
        }
        for (int i = 0; i < table.count(); i++) {
            int version = TailTable.version(i);
            int at = findClass(table.bytes(), table.offset(version), table.length(version));
            if (at > 0) {
                classAt[version] = at;
                anyClass = true;
            }
        }
    }

    private static int findClass(byte[] bytes, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            int keyLength = bytes[at] & 0xFF;
            int key = at + ENTRY_LENGTHS_BYTES;
            if (Arrays.equals(bytes, key, key + keyLength, DURABILITY, 0, DURABILITY.length)) {
                return key + keyLength;
            }
            at = key + keyLength + (bytes[at + 1] & 0xFF);
        }
        return 0;
    }

    /** Counts frames. */
    long number() {
        return number;
    }

    /** Whether events with this first byte state a class with their tail. */
    boolean statesClass(int version) {
        return anyClass && classAt[version] > 0;
    }

    /** Where the class is in the table's bytes. */
    int classOffset(int version) {
        return classAt[version];
    }

    int classLength(int version) {
        return table.bytes()[classAt[version] - DURABILITY.length - 1] & 0xFF;
    }
}
