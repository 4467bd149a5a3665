package evtools.replication;

import java.util.Arrays;

/** The frames of one bucket that a server holds, as far as healing needs to know them. Not thread-safe. */
public final class BucketFrames {
    private long[] origins;
    private long[] sequences;
    private int[] headerCrcs;
    private int[] lengths;
    private byte[] copies;
    private int size;

    /** An empty list. */
    public BucketFrames(int expected) {
        origins = new long[expected];
        sequences = new long[expected];
        headerCrcs = new int[expected];
        lengths = new int[expected];
        copies = new byte[expected];
    }

    /**
     * Adds a frame.
     *
     * @param wantedCopies how many servers shall hold it, 0…255
     * @param length its size
     */
    public void add(long origin, long sequence, int headerCrc, int wantedCopies, int length) {
        if (size == origins.length) {
            int more = Math.max(16, size + (size >> 1));
            origins = Arrays.copyOf(origins, more);
            sequences = Arrays.copyOf(sequences, more);
            headerCrcs = Arrays.copyOf(headerCrcs, more);
            lengths = Arrays.copyOf(lengths, more);
            copies = Arrays.copyOf(copies, more);
        }
        origins[size] = origin;
        sequences[size] = sequence;
        headerCrcs[size] = headerCrc;
        lengths[size] = length;
        copies[size++] = (byte) wantedCopies;
    }

    /** How many frames. */
    public int size() {
        return size;
    }

    public long origin(int index) {
        return origins[index];
    }

    public long sequence(int index) {
        return sequences[index];
    }

    public int headerCrc(int index) {
        return headerCrcs[index];
    }

    /** Bytes of the whole frame. */
    public int length(int index) {
        return lengths[index];
    }

    /** How many servers shall hold it. */
    public int copies(int index) {
        return copies[index] & 0xFF;
    }

    /** The frame needs no more holders. */
    void settle(int index) {
        copies[index] = 0;
    }

    FrameKey key(int index) {
        return new FrameKey(origins[index], sequences[index], headerCrcs[index]);
    }
}
