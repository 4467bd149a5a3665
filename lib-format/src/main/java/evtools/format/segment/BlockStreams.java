package evtools.format.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import evtools.format.BigEndian;
import evtools.format.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Sections and streams of one block: checks and decompresses each when first asked for, and counts. Not thread-safe;
 * frees native memory when closed.
 */
final class BlockStreams implements AutoCloseable {
    private static final byte[] EMPTY = new byte[0];
    private static final String[] NAMES = {"filter", "words", "templates", "text", "vocabulary", "meta", "small streams"
    };

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final CRC32C crc32c = new CRC32C();
    private final int[] sectionOffset = new int[BlockLayout.SECTIONS];
    private final byte[] @Nullable [] sections = new byte[BlockLayout.SECTIONS][];
    /** The block, or its header alone if it has a source. */
    private byte[] buffer = EMPTY;

    private @Nullable BlockSource source;
    private byte[] fetched = EMPTY;
    private int offset;
    private int streamsOffset;
    private int streamsEnd;
    private int streams;
    private @Nullable ByteCursor afterDirectory;
    private int[] rawLength = new int[64];
    private int[] place = new int[64];
    private int[] storedLength = new int[64];
    private int[] crc = new int[64];
    private long bytesDecompressed;
    private long bytesRead;

    /**
     * Looks at a block whose header crc was checked.
     *
     * @param newSource where to fetch what comes after the header; null: it is in the buffer
     */
    void open(byte[] newBuffer, int newOffset, int length, @Nullable BlockSource newSource) throws FormatException {
        buffer = newBuffer;
        source = newSource;
        offset = newOffset;
        streams = 0;
        afterDirectory = null;
        bytesDecompressed = 0;
        bytesRead = BlockLayout.HEADER_BYTES;
        int maxRaw = BigEndian.getInt(buffer, offset + 12);
        long at = (long) offset + BlockLayout.HEADER_BYTES;
        long end = (long) offset + length;
        for (int i = 0; i < BlockLayout.SECTIONS; i++) {
            sections[i] = null;
            int raw = sectionField(i, 0);
            int stored = sectionField(i, 4);
            if (raw < 0 || raw > 2L * maxRaw + (1 << 20) || stored < 0 || stored > raw || at + stored > end) {
                throw new FormatException("block with a section " + NAMES[i] + " of " + Integer.toUnsignedString(raw)
                        + " bytes, stored " + Integer.toUnsignedString(stored));
            }
            sectionOffset[i] = (int) at;
            at += stored;
        }
        streamsOffset = (int) at;
        streamsEnd = (int) end;
    }

    private int sectionField(int section, int field) {
        return BigEndian.getInt(
                buffer, offset + BlockLayout.SECTIONS_OFFSET + section * BlockLayout.SECTION_ENTRY_BYTES + field);
    }

    int sectionStoredLength(int section) {
        return sectionField(section, 4);
    }

    /** The decompressed section. */
    byte[] section(int section) throws FormatException {
        byte[] known = sections[section];
        if (known == null) {
            known = load(
                    sectionOffset[section],
                    sectionField(section, 4),
                    sectionField(section, 0),
                    sectionField(section, 8));
            sections[section] = known;
        }
        return known;
    }

    /** Reads the directory of streams if that hasn't been done; gives what comes after it in the meta section. */
    ByteCursor meta() throws FormatException {
        ByteCursor known = afterDirectory;
        if (known == null) {
            byte[] section = section(BlockLayout.META);
            known = new ByteCursor(section, 0, section.length, "meta section");
            readDirectory(known);
            afterDirectory = known;
        }
        return known;
    }

    private void readDirectory(ByteCursor meta) throws FormatException {
        int count = meta.bounded(meta.left(), "number of streams");
        if (rawLength.length < count) {
            rawLength = new int[count * 2];
            place = new int[count * 2];
            storedLength = new int[count * 2];
            crc = new int[count * 2];
        }
        long pooled = 0;
        long at = streamsOffset;
        long all = 0;
        int poolBytes = sectionField(BlockLayout.POOL, 0);
        int maxRaw = BigEndian.getInt(buffer, offset + 12);
        for (int i = 0; i < count; i++) {
            rawLength[i] = meta.bounded(maxRaw, "length of a stream");
            all += rawLength[i];
            int stored = meta.bounded(rawLength[i], "stored length of a stream");
            storedLength[i] = stored;
            if (stored == 0) {
                place[i] = (int) pooled;
                pooled += rawLength[i];
            } else {
                crc[i] = meta.readInt();
                place[i] = (int) at;
                at += stored;
            }
            if (all > 8L * maxRaw + (1 << 20)) {
                throw new FormatException("streams of a block are longer than its events can need");
            }
            if (pooled > poolBytes || at > streamsEnd) {
                throw new FormatException("streams of a block reach beyond its end");
            }
        }
        if (pooled != poolBytes || at != streamsEnd) {
            throw new FormatException("streams of a block don't fill it");
        }
        streams = count;
    }

    int count() throws FormatException {
        meta();
        return streams;
    }

    /** The length of a stream that {@link #array} gave. */
    int rawLength(int stream) {
        return rawLength[stream];
    }

    /** Makes {@code stream} readable; returns where it begins in {@link #array}. */
    byte[] array(int stream) throws FormatException {
        if (stream >= count()) {
            throw new FormatException("block with " + streams + " streams, of which another is needed");
        }
        return storedLength[stream] == 0
                ? section(BlockLayout.POOL)
                : load(place[stream], storedLength[stream], rawLength[stream], crc[stream]);
    }

    /** Where the stream begins in what {@link #array} gives. */
    int start(int stream) {
        return storedLength[stream] == 0 ? place[stream] : 0;
    }

    private byte[] load(int at, int stored, int raw, int expectedCrc) throws FormatException {
        byte[] bytes = buffer;
        int from = at;
        BlockSource remote = source;
        byte[] whole = stored == raw ? new byte[raw] : EMPTY;
        boolean inPlace = false;
        if (remote != null && stored == raw) {
            inPlace = true;
            read(remote, at - offset, whole, stored);
            bytes = whole;
            from = 0;
        } else if (remote != null && stored > 0) {
            bytes = fetch(remote, at - offset, stored);
            from = 0;
        }
        crc32c.reset();
        crc32c.update(bytes, from, stored);
        if ((int) crc32c.getValue() != expectedCrc) {
            throw new FormatException("part of a block with a wrong checksum");
        }
        if (stored != raw && (stored == 0 || Zstd.getFrameContentSize(bytes, from, stored) != raw)) {
            throw new FormatException(
                    "part of a block that doesn't decompress to the length it claims (" + raw + " bytes)");
        }
        bytesRead += stored;
        bytesDecompressed += raw;
        if (stored == raw) {
            if (!inPlace) {
                System.arraycopy(bytes, from, whole, 0, raw);
            }
            return whole;
        }
        byte[] target = new byte[raw];
        int decoded;
        try {
            decoded = zstd.decompressByteArray(target, 0, raw, bytes, from, stored);
        } catch (ZstdException e) {
            throw new FormatException("part of a block can't be decompressed: " + e.getMessage(), e);
        }
        if (decoded != raw) {
            throw new FormatException(
                    "part of a block has the wrong length (expected " + raw + " bytes, found " + decoded + ")");
        }
        return target;
    }

    private byte[] fetch(BlockSource remote, int at, int length) {
        if (fetched.length < length) {
            fetched = new byte[Math.max(length, fetched.length * 2)];
        }
        read(remote, at, fetched, length);
        return fetched;
    }

    private static void read(BlockSource remote, int at, byte[] target, int length) {
        if (length == 0) {
            return;
        }
        try {
            remote.read(at, target, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long bytesDecompressed() {
        return bytesDecompressed;
    }

    long bytesRead() {
        return bytesRead;
    }

    /** Checks that a whole stream is as long as it must be. */
    void expectLength(int stream, long bytes) throws FormatException {
        if (stream >= count() || rawLength[stream] != bytes) {
            throw new FormatException("stream " + stream + " of a block has the wrong length (expected " + bytes
                    + " bytes, found " + (stream >= streams ? "none" : rawLength[stream]) + ")");
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
