package evtools.format.segment;

import evtools.format.BigEndian;

/**
 * The filter section, read: says of a text that it is surely in no message of the block.
 *
 * <pre>
 *   0 lengths of runs with letters u64   8 lengths of runs of digits u64   16 binary fuse filter of the keys' hashes
 * </pre>
 *
 * <p>Bit {@code min(length − 8, 63)} of the lengths is set if a run of this length is in the block. A run that is
 * looked for may be part of a longer one: only where there is none, its absence from the filter means something.
 */
final class BlockFilter implements FilterKeys.Visitor {
    static final int LENGTHS_BYTES = 16;

    private final byte[] section;
    private boolean absent;

    BlockFilter(byte[] section) {
        this.section = section;
    }

    /** Whether the section can be believed. */
    static boolean isValid(byte[] section) {
        return section.length == 0
                || (section.length > LENGTHS_BYTES
                        && BinaryFuse8.isValid(section, LENGTHS_BYTES, section.length - LENGTHS_BYTES));
    }

    boolean mayContain(byte[] text, int offset, int length) {
        absent = false;
        if (section.length > 0) {
            FilterKeys.scan(text, offset, offset + length, this);
        }
        return !absent;
    }

    @Override
    public void run(long hash, int length, boolean letters) {
        int bit = lengthBit(length);
        long lengths = BigEndian.getLong(section, 0) | (letters ? 0 : BigEndian.getLong(section, 8));
        if (bit < 63 && lengths >>> bit >>> 1 == 0) {
            absent |= !BinaryFuse8.mayContain(section, LENGTHS_BYTES, hash);
        }
    }

    @Override
    public void uuid(long hash) {
        absent |= !BinaryFuse8.mayContain(section, LENGTHS_BYTES, hash);
    }

    static int lengthBit(int length) {
        return Math.min(length - FilterKeys.MIN_MIXED, 63);
    }
}
