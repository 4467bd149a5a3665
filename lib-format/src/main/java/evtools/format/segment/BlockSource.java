package evtools.format.segment;

import java.io.IOException;

/** Where a block's bytes come from when it isn't in memory: only those parts are fetched that are asked for. */
public interface BlockSource {
    /**
     * Fetches bytes of the block.
     *
     * @param offset where they begin, counted from the block's beginning
     * @throws IOException if they can't be had
     */
    void read(int offset, byte[] target, int length) throws IOException;
}
