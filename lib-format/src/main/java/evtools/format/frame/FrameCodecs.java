package evtools.format.frame;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.TailTable;
import evtools.format.segment.BlockEncoder;
import evtools.format.segment.SegmentBlock;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/**
 * Compresses and decompresses payloads with contexts that are made when first needed and then reused. Not
 * thread-safe; {@link #close} frees native memory.
 */
public final class FrameCodecs implements AutoCloseable {
    /** The zstd level of frames that are on their way; archives choose their own. */
    public static final int DEFAULT_ZSTD_LEVEL = 1;

    private static final int QUICK_ZSTD_LEVEL = -1;
    private static final int QUICK_MIN_MATCH_BYTES = 7;
    private static final int QUICK_WINDOW_BITS = 20;

    private final int zstdLevel;
    private final boolean quick;
    private @Nullable LZ4Factory lz4;
    private @Nullable ZstdCompressCtx zstdCompressor;
    private @Nullable ZstdDecompressCtx zstdDecompressor;
    private @Nullable BlockEncoder blockEncoder;
    private @Nullable SegmentBlock block;
    private @Nullable ByteArrayBuilder shared;
    private @Nullable TailTable tails;

    public FrameCodecs() {
        this(DEFAULT_ZSTD_LEVEL);
    }

    public FrameCodecs(int zstdLevel) {
        this(zstdLevel, false);
    }

    private FrameCodecs(int zstdLevel, boolean quick) {
        this.zstdLevel = zstdLevel;
        this.quick = quick;
    }

    /**
     * Codecs that compress events as quickly as LZ4 does, a third smaller. Events repeat whole templates: passing over
     * short matches and looking further back makes the result no larger and takes 4 % less time.
     */
    public static FrameCodecs quick() {
        return new FrameCodecs(QUICK_ZSTD_LEVEL, true);
    }

    /** Appends the compressed form of a range; returns its length. */
    public int compress(int codec, byte[] source, int offset, int length, ByteArrayBuilder out) {
        int room = FrameLimits.maxStoredBytes(length);
        byte[] target = out.ensure(room);
        int stored;
        switch (codec) {
            case FrameCodec.NONE -> {
                System.arraycopy(source, offset, target, out.length(), length);
                stored = length;
            }
            case FrameCodec.LZ4 ->
                stored = lz4().fastCompressor().compress(source, offset, length, target, out.length(), room);
            case FrameCodec.ZSTD ->
                stored = zstdCompressor().compressByteArray(target, out.length(), room, source, offset, length);
            case FrameCodec.COLUMNAR -> {
                int start = out.length();
                encodeBlock(source, offset, length, out);
                return out.length() - start;
            }
            default -> throw new IllegalArgumentException("no compressor for codec " + FrameCodec.name(codec));
        }
        out.advance(stored);
        return stored;
    }

    /**
     * Decodes a frame's payload to whole rows, or to what else it is.
     *
     * @param stored holds the payload as it is stored, from {@code offset} on
     * @param target gets {@code header.wholeLength()} bytes from its start
     * @throws FormatException if it can't be decoded
     */
    public void decode(FrameHeader header, byte[] stored, int offset, byte[] target) throws FormatException {
        if (!header.sharesTails()) {
            if (header.codec() == FrameCodec.NONE) {
                System.arraycopy(stored, offset, target, 0, header.rawLength());
            } else {
                decompress(header.codec(), stored, offset, header.storedLength(), target, header.rawLength());
            }
            return;
        }
        TailTable table = tails;
        if (table == null) {
            table = new TailTable();
            tails = table;
        }
        byte[] rows = stored;
        int from = offset;
        if (header.codec() != FrameCodec.NONE) {
            rows = decodeRows(header, stored, offset);
            from = 0;
        }
        int rowsLength = table.read(rows, from, header.rawLength());
        table.expand(rows, from, rowsLength, target, header.wholeLength());
    }

    /**
     * Decodes a compressed payload and leaves its rows as they lie.
     *
     * @return holds {@code header.rawLength()} bytes from its start, until the next payload is decoded
     * @throws FormatException if it can't be decoded
     */
    byte[] decodeRows(FrameHeader header, byte[] stored, int offset) throws FormatException {
        ByteArrayBuilder rows = shared();
        byte[] target = rows.ensure(header.rawLength());
        decompress(header.codec(), stored, offset, header.storedLength(), target, header.rawLength());
        return target;
    }

    /** Frees what {@link #decodeRows} gave. */
    void releaseRows() {
        shared = null;
    }

    /** Whether the crcs of the rows that {@link #decodeBlock} gave last were made of their messages. */
    boolean madeCrcs() throws FormatException {
        return block().makesCrcs();
    }

    /**
     * Decodes the block of a columnar frame to rows that share tails.
     *
     * @param table gets the tails
     * @return holds the rows, until the next payload is decoded
     * @throws FormatException if it can't be decoded
     */
    ByteArrayBuilder decodeBlock(FrameHeader header, byte[] stored, int offset, TailTable table)
            throws FormatException {
        ByteArrayBuilder rows = shared();
        SegmentBlock opened = block();
        opened.open(stored, offset, header.storedLength());
        opened.appendRows(rows, table, header.rawLength());
        return rows;
    }

    /**
     * Writes the decompressed form of a range into {@code target}, from its start.
     *
     * @throws FormatException if it isn't exactly {@code rawLength} bytes
     */
    public void decompress(int codec, byte[] source, int offset, int length, byte[] target, int rawLength)
            throws FormatException {
        if (codec == FrameCodec.COLUMNAR) {
            expandBlock(source, offset, length, target, rawLength);
            return;
        }
        int decoded;
        try {
            switch (codec) {
                case FrameCodec.LZ4 ->
                    decoded = lz4().safeDecompressor().decompress(source, offset, length, target, 0, rawLength);
                case FrameCodec.ZSTD ->
                    decoded = zstdDecompressor().decompressByteArray(target, 0, rawLength, source, offset, length);
                default -> throw new FormatException("no decompressor for codec " + FrameCodec.name(codec));
            }
        } catch (LZ4Exception | ZstdException e) {
            throw new FormatException("payload can't be decompressed: " + e.getMessage(), e);
        }
        if (decoded != rawLength) {
            throw new FormatException(
                    "payload has the wrong length (expected " + rawLength + " bytes, found " + decoded + ")");
        }
    }

    private void encodeBlock(byte[] source, int offset, int length, ByteArrayBuilder out) {
        BlockEncoder encoder = blockEncoder;
        if (encoder == null) {
            encoder = new BlockEncoder(zstdLevel);
            blockEncoder = encoder;
        }
        try {
            encoder.encode(source, offset, length, out);
        } catch (FormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void expandBlock(byte[] source, int offset, int length, byte[] target, int rawLength)
            throws FormatException {
        SegmentBlock opened = block();
        opened.open(source, offset, length);
        opened.expand(target, rawLength);
    }

    private SegmentBlock block() {
        SegmentBlock opened = block;
        if (opened == null) {
            opened = new SegmentBlock();
            block = opened;
        }
        return opened;
    }

    private ByteArrayBuilder shared() {
        ByteArrayBuilder rows = shared;
        if (rows == null) {
            rows = new ByteArrayBuilder(16);
            shared = rows;
        }
        rows.clear();
        return rows;
    }

    private LZ4Factory lz4() {
        LZ4Factory factory = lz4;
        if (factory == null) {
            factory = LZ4Factory.fastestInstance();
            lz4 = factory;
        }
        return factory;
    }

    private ZstdCompressCtx zstdCompressor() {
        ZstdCompressCtx context = zstdCompressor;
        if (context == null) {
            context = new ZstdCompressCtx().setLevel(zstdLevel);
            if (quick) {
                context.setMinMatch(QUICK_MIN_MATCH_BYTES).setWindowLog(QUICK_WINDOW_BITS);
            }
            zstdCompressor = context;
        }
        return context;
    }

    private ZstdDecompressCtx zstdDecompressor() {
        ZstdDecompressCtx context = zstdDecompressor;
        if (context == null) {
            context = new ZstdDecompressCtx();
            zstdDecompressor = context;
        }
        return context;
    }

    @Override
    public void close() {
        if (zstdCompressor != null) {
            zstdCompressor.close();
            zstdCompressor = null;
        }
        if (zstdDecompressor != null) {
            zstdDecompressor.close();
            zstdDecompressor = null;
        }
        if (blockEncoder != null) {
            blockEncoder.close();
            blockEncoder = null;
        }
        if (block != null) {
            block.close();
            block = null;
        }
    }
}
