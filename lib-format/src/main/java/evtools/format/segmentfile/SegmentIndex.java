package evtools.format.segmentfile;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks of a segment, or of several one after another: from the end, by trailers and indexes, each two small
 * reads; where a trailer is missing or wrong, by walking the headers of frames.
 */
public final class SegmentIndex {
    /** An index of more than this is not believed. */
    private static final int MAX_INDEX_BYTES = 1 << 24;

    private final RangeSource source;
    private final FrameHeader header = new FrameHeader();
    private final byte[] small = new byte[SegmentTrailer.FRAME_BYTES];

    private SegmentIndex(RangeSource source) {
        this.source = source;
    }

    /**
     * The blocks of a file that is made of segments and nothing else.
     *
     * @return null if it isn't: frames of other kinds or codecs, damage, bytes that are no frames; then it is to be read
     *     as a stream
     */
    public static @Nullable List<BlockEntry> find(RangeSource source) throws IOException {
        return new SegmentIndex(source).find();
    }

    private @Nullable List<BlockEntry> find() throws IOException {
        List<BlockEntry> blocks = new ArrayList<>();
        long end = source.length();
        while (end > 0) {
            long before = readTrailer(end, blocks);
            if (before < 0) {
                return walk();
            }
            end = before;
        }
        Collections.reverse(blocks);
        return blocks;
    }

    /** Adds the blocks of the segment that ends at {@code end}, last first; returns where it begins, or -1. */
    private long readTrailer(long end, List<BlockEntry> blocks) throws IOException {
        long trailer = end - SegmentTrailer.FRAME_BYTES;
        if (trailer < 0) {
            return -1;
        }
        source.read(trailer, small, 0, SegmentTrailer.FRAME_BYTES);
        int payload = FrameLimits.HEADER_BYTES;
        if (header.read(small, 0) != null
                || header.kind() != FrameKind.INDEX
                || header.unreadable() != null
                || header.storedLength() != SegmentTrailer.PAYLOAD_BYTES
                || crc(small, payload, SegmentTrailer.PAYLOAD_BYTES) != header.payloadCrc()
                || !SegmentTrailer.isTrailer(small, payload)) {
            return -1;
        }
        if (SegmentTrailer.version(small, payload) != SegmentTrailer.VERSION) {
            return -1;
        }
        long indexBytes = SegmentTrailer.indexFrameBytes(small, payload);
        long start = trailer - SegmentTrailer.bytesBefore(small, payload);
        if (start < 0 || start > trailer || indexBytes < FrameLimits.HEADER_BYTES || indexBytes > trailer - start) {
            return -1;
        }
        return indexBytes <= MAX_INDEX_BYTES && readIndex(start, trailer - indexBytes, (int) indexBytes, blocks)
                ? start
                : -1;
    }

    private boolean readIndex(long start, long at, int length, List<BlockEntry> blocks) throws IOException {
        byte[] frame = new byte[length];
        source.read(at, frame, 0, length);
        int payload = FrameLimits.HEADER_BYTES;
        if (header.read(frame, 0) != null
                || header.kind() != FrameKind.INDEX
                || header.unreadable() != null
                || header.frameLength() != length
                || header.rawLength() > MAX_INDEX_BYTES
                || crc(frame, payload, length - payload) != header.payloadCrc()) {
            return false;
        }
        byte[] entries = new byte[header.rawLength()];
        try (FrameCodecs codecs = new FrameCodecs()) {
            if (header.codec() == FrameCodec.NONE) {
                System.arraycopy(frame, payload, entries, 0, entries.length);
            } else {
                codecs.decompress(header.codec(), frame, payload, length - payload, entries, entries.length);
            }
        } catch (FormatException e) {
            return false;
        }
        return addEntries(entries, start, at, blocks);
    }

    private static boolean addEntries(byte[] entries, long start, long indexAt, List<BlockEntry> blocks) {
        if (entries.length < SegmentIndexBuilder.HEAD_BYTES
                || BigEndian.getInt(entries, 0) != SegmentIndexBuilder.MAGIC
                || entries[4] != SegmentIndexBuilder.VERSION) {
            return false;
        }
        int count = (entries.length - SegmentIndexBuilder.HEAD_BYTES) / SegmentIndexBuilder.ENTRY_BYTES;
        if (BigEndian.getInt(entries, 8) != count
                || SegmentIndexBuilder.HEAD_BYTES + count * SegmentIndexBuilder.ENTRY_BYTES != entries.length) {
            return false;
        }
        long end = indexAt;
        for (int i = count - 1; i >= 0; i--) {
            int at = SegmentIndexBuilder.HEAD_BYTES + i * SegmentIndexBuilder.ENTRY_BYTES;
            BlockEntry entry = new BlockEntry(
                    start + BigEndian.getLong(entries, at),
                    BigEndian.getInt(entries, at + 24),
                    BigEndian.getInt(entries, at + 28),
                    BigEndian.getInt(entries, at + 32),
                    BigEndian.getLong(entries, at + 8),
                    BigEndian.getLong(entries, at + 16),
                    BigEndian.getInt(entries, at + 36),
                    entries[at + 40] & 0xFF);
            if (entry.frameLength() < FrameLimits.HEADER_BYTES
                    || entry.position() < start
                    || entry.position() + entry.frameLength() != end) {
                return false;
            }
            end = entry.position();
            blocks.add(entry);
        }
        return end == start;
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc32c = new CRC32C();
        crc32c.update(bytes, offset, length);
        return (int) crc32c.getValue();
    }

    /** From the front, header by header. */
    private @Nullable List<BlockEntry> walk() throws IOException {
        List<BlockEntry> blocks = new ArrayList<>();
        long length = source.length();
        long at = 0;
        while (at < length) {
            if (length - at < FrameLimits.HEADER_BYTES) {
                return null;
            }
            source.read(at, small, 0, FrameLimits.HEADER_BYTES);
            if (header.read(small, 0) != null || header.unreadable() != null || header.frameLength() > length - at) {
                return null;
            }
            boolean events = header.kind() == FrameKind.EVENTS;
            if (events && header.codec() != FrameCodec.COLUMNAR) {
                return null;
            }
            if (events) {
                blocks.add(new BlockEntry(
                        at,
                        header.frameLength(),
                        header.events(),
                        header.rawLength(),
                        header.minPoint(),
                        header.maxPoint(),
                        header.payloadCrc(),
                        header.flags()));
            }
            at += header.frameLength();
        }
        return blocks;
    }
}
