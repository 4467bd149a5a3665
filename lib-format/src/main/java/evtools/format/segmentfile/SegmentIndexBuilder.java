package evtools.format.segmentfile;

import evtools.format.ByteArrayBuilder;
import evtools.format.frame.FrameHeader;

/**
 * Collects the entries of a segment's index: 4 bytes magic, 1 byte version, 3 bytes 0, 4 bytes number of entries, then
 * 48 bytes for each block.
 *
 * <pre>
 *  0 where its frame begins, from the segment's first frame   8 min point   16 max point   24 frame length
 * 28 events   32 raw length   36 payload crc   40 flags of the frame   41 0 (7 bytes)
 * </pre>
 */
final class SegmentIndexBuilder {
    static final int MAGIC = 0x89455649;
    static final int VERSION = 1;
    static final int HEAD_BYTES = 12;
    static final int ENTRY_BYTES = 48;

    private final ByteArrayBuilder entries = new ByteArrayBuilder(1 << 10);
    private int count;

    void add(FrameHeader frame, long position) {
        entries.putLong(position)
                .putLong(frame.minPoint())
                .putLong(frame.maxPoint())
                .putInt(frame.frameLength())
                .putInt(frame.events())
                .putInt(frame.rawLength())
                .putInt(frame.payloadCrc())
                .putInt(frame.flags() << 24)
                .putInt(0);
        count++;
    }

    ByteArrayBuilder entries() {
        ByteArrayBuilder whole = new ByteArrayBuilder(HEAD_BYTES + entries.length());
        whole.putInt(MAGIC).putInt(VERSION << 24).putInt(count);
        return whole.put(entries.array(), 0, entries.length());
    }

    void clear() {
        entries.clear();
        count = 0;
    }
}
