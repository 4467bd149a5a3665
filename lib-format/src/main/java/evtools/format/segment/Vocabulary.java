package evtools.format.segment;

import evtools.format.FormatException;

/**
 * The entries of all dictionaries of a block, domain after domain.
 *
 * <pre>
 *   length u8 of each entry | bytes of each entry
 * </pre>
 */
final class Vocabulary {
    private final BlockStreams streams;
    private final int[] domainStart;
    private byte[] bytes = new byte[0];
    private int[] starts = new int[0];
    private boolean loaded;

    /** @param domainStart the first entry of each domain, and at the end how many there are */
    Vocabulary(BlockStreams streams, int[] domainStart) {
        this.streams = streams;
        this.domainStart = domainStart;
    }

    int domains() {
        return domainStart.length - 1;
    }

    int entries() {
        return domainStart[domains()];
    }

    int firstEntry(int domain) {
        return domainStart[domain];
    }

    int size(int domain) {
        return domainStart[domain + 1] - domainStart[domain];
    }

    void load() throws FormatException {
        if (loaded) {
            return;
        }
        bytes = streams.section(BlockLayout.VOCABULARY);
        int count = entries();
        if (count > bytes.length) {
            throw new FormatException("vocabulary of a block is shorter than its entries");
        }
        starts = new int[count + 1];
        int at = count;
        for (int i = 0; i < count; i++) {
            starts[i] = at;
            at += bytes[i] & 0xFF;
        }
        starts[count] = at;
        if (at != bytes.length) {
            throw new FormatException("vocabulary of a block has the wrong length (expected " + at + " bytes, found "
                    + bytes.length + ")");
        }
        loaded = true;
    }

    int copy(int entry, byte[] target, int at) {
        int from = starts[entry];
        int length = starts[entry + 1] - from;
        System.arraycopy(bytes, from, target, at, length);
        return at + length;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int entry) {
        return starts[entry];
    }
}
