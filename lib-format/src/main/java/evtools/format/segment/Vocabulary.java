package evtools.format.segment;

import evtools.format.FormatException;

/**
 * Entries of dictionaries, one dictionary's after the other's. Most dictionaries of a block are together in the first
 * vocabulary; those of many ids share another, so that who looks for a word needn't open it: what all entries of such a
 * dictionary begin with is known without, and so is which bytes may follow.
 *
 * <pre>
 *   length u8 of what follows the prefix in each entry | what follows it in each entry
 * </pre>
 *
 * <p>Nothing is decompressed before {@link #load}. Not thread-safe; valid until its block is opened anew.
 */
public final class Vocabulary {
    private final BlockStreams streams;
    private final int number;
    private final int stream;
    private final int maxLength;
    private final ByteSet values;
    private final int[] sizes;
    private final byte[][] prefixes;
    private final int entries;
    private byte[] bytes = new byte[0];
    private int[] starts = new int[1];
    private boolean loaded;

    /**
     * @param number its place among those of the block
     * @param stream where it is; negative: in the section
     * @param sizes how many entries each domain has
     * @param prefixes what all entries of a domain begin with
     */
    Vocabulary(
            BlockStreams streams,
            int number,
            int stream,
            int maxLength,
            ByteSet values,
            int[] sizes,
            byte[][] prefixes) {
        this.streams = streams;
        this.number = number;
        this.stream = stream;
        this.maxLength = maxLength;
        this.values = values;
        this.sizes = sizes;
        this.prefixes = prefixes;
        int sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        this.entries = sum;
    }

    /** Its place among those of the block. */
    public int number() {
        return number;
    }

    /** What all entries of a dictionary begin with, for each dictionary; none in the first vocabulary. The arrays are shared: don't write to them. */
    public byte[][] prefixes() {
        return prefixes;
    }

    /** How many bytes follow the prefix at most. */
    public int maxLength() {
        return maxLength;
    }

    /** Which bytes follow the prefixes. */
    public ByteSet values() {
        return values;
    }

    public int entries() {
        return entries;
    }

    /** Decompresses the entries; does nothing the second time. */
    public Vocabulary load() throws FormatException {
        if (loaded) {
            return this;
        }
        byte[] stored = stream < 0 ? streams.section(BlockLayout.VOCABULARY) : streams.array(stream);
        int from = stream < 0 ? 0 : streams.start(stream);
        int length = stream < 0 ? stored.length : streams.rawLength(stream);
        if (entries > length) {
            throw new FormatException("vocabulary of a block is shorter than its entries");
        }
        int[] ends = new int[entries + 1];
        ends[0] = from + entries;
        for (int i = 0; i < entries; i++) {
            ends[i + 1] = ends[i] + (stored[from + i] & 0xFF);
        }
        if (ends[entries] != from + length) {
            throw new FormatException("vocabulary of a block has the wrong length (expected " + (ends[entries] - from)
                    + " bytes, found " + length + ")");
        }
        checkLengths(ends);
        bytes = stored;
        starts = ends;
        loaded = true;
        return this;
    }

    private void checkLengths(int[] ends) throws FormatException {
        int entry = 0;
        for (int i = 0; i < prefixes.length; i++) {
            int most = BlockLayout.MAX_VALUE_BYTES - prefixes[i].length;
            for (int end = entry + sizes[i]; entry < end; entry++) {
                int length = ends[entry + 1] - ends[entry];
                if (length > most) {
                    throw new FormatException("entry of a vocabulary of " + (length + prefixes[i].length) + " bytes");
                }
            }
        }
    }

    /** How many dictionaries it has. */
    public int dictionaries() {
        return sizes.length;
    }

    /** How many entries one of them has. */
    public int entries(int dictionary) {
        return sizes[dictionary];
    }

    /** Holds what follows the prefixes, one entry's after the other's; only after {@link #load}. Don't write to it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where what follows an entry's prefix begins in {@link #bytes}, and that of the one before it ends. */
    public int start(int entry) {
        return starts[entry];
    }

    int[] starts() {
        return starts;
    }
}
