package evtools.format.frame;

import evtools.format.BigEndian;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A frame's header, {@code docs/FORMAT.md} section 4. Mutable, not thread-safe. A new header is one of a row-wise
 * events frame without bucket, id and durability.
 *
 * <pre>
 *  0 magic  4 version kind codec flags  8 copies acks fsync 0  12 width  14 0  16 environment tag
 * 24 origin  32 sequence  40 bucket  48 built  56 events  60 raw  64 stored  68 payload crc
 * 72 min point  80 max point  88 whole  92 header crc
 * </pre>
 */
public final class FrameHeader {
    public static final int MAGIC = 0x89455646;
    public static final int VERSION = 1;

    private static final int CRC_OFFSET = 92;

    private final CRC32C crc32c = new CRC32C();
    private int version = VERSION;
    private int kind = FrameKind.EVENTS;
    private int codec;
    private int flags;
    private int copies;
    private int acks;
    private boolean fsync;
    private int bucketWidthSeconds;
    private long environmentTag;
    private long origin;
    private long sequence;
    private long bucket;
    private long builtPoint;
    private int events;
    private int rawLength;
    private int storedLength;
    private int payloadCrc;
    private long minPoint;
    private long maxPoint;
    private int wholeLength;
    private boolean reservedSet;
    private int readChecksum;

    /** Whether a header could begin here: the magic is there. */
    public static boolean startsAt(byte[] buffer, int offset) {
        return BigEndian.getInt(buffer, offset) == MAGIC;
    }

    /**
     * Reads the 96 bytes at {@code offset}.
     *
     * @return null if they are a header whose lengths can be believed; else what is wrong. A header of an unknown
     *     version or codec can be believed, see {@link #unreadable}
     */
    public @Nullable String read(byte[] buffer, int offset) {
        if (!startsAt(buffer, offset)) {
            return "no frame header (expected magic 89455646, found "
                    + Integer.toHexString(BigEndian.getInt(buffer, offset)) + ")";
        }
        readChecksum = BigEndian.getInt(buffer, offset + CRC_OFFSET);
        if (crc(buffer, offset, CRC_OFFSET) != readChecksum) {
            return "frame header with a wrong checksum";
        }
        version = buffer[offset + 4] & 0xFF;
        kind = buffer[offset + 5] & 0xFF;
        codec = buffer[offset + 6] & 0xFF;
        flags = buffer[offset + 7] & 0xFF;
        copies = buffer[offset + 8] & 0xFF;
        acks = buffer[offset + 9] & 0xFF;
        fsync = (buffer[offset + 10] & 1) != 0;
        bucketWidthSeconds = BigEndian.getUnsignedShort(buffer, offset + 12);
        environmentTag = BigEndian.getLong(buffer, offset + 16);
        origin = BigEndian.getLong(buffer, offset + 24);
        sequence = BigEndian.getLong(buffer, offset + 32);
        bucket = BigEndian.getLong(buffer, offset + 40);
        builtPoint = BigEndian.getLong(buffer, offset + 48);
        events = BigEndian.getInt(buffer, offset + 56);
        rawLength = BigEndian.getInt(buffer, offset + 60);
        storedLength = BigEndian.getInt(buffer, offset + 64);
        payloadCrc = BigEndian.getInt(buffer, offset + 68);
        minPoint = BigEndian.getLong(buffer, offset + 72);
        maxPoint = BigEndian.getLong(buffer, offset + 80);
        wholeLength = BigEndian.getInt(buffer, offset + 88);
        reservedSet = (flags & ~FrameFlags.KNOWN) != 0
                || (buffer[offset + 10] & ~1) != 0
                || buffer[offset + 11] != 0
                || BigEndian.getUnsignedShort(buffer, offset + 14) != 0
                || (wholeLength != 0 && !hasRows());
        return checkLengths();
    }

    private @Nullable String checkLengths() {
        if (version != VERSION || codec > FrameCodec.COLUMNAR) {
            int most = FrameLimits.maxStoredBytes(FrameLimits.MAX_COLUMNAR_RAW_BYTES);
            return storedLength < 0 || storedLength > most ? tooLong("stored", storedLength, most) : null;
        }
        if (kind == FrameKind.END && rawLength != 0) {
            return "end frame with a payload of " + rawLength + " bytes (expected 0)";
        }
        int maxRawLength = FrameLimits.maxRawBytes(codec);
        if (rawLength < 0 || rawLength > maxRawLength) {
            return tooLong("raw", rawLength, maxRawLength);
        }
        if (hasRows() && (wholeLength < 0 || wholeLength > maxRawLength)) {
            return tooLong("whole", wholeLength, maxRawLength);
        }
        int maxStoredLength = codec == FrameCodec.NONE ? rawLength : FrameLimits.maxStoredBytes(rawLength);
        if (storedLength < 0 || storedLength > maxStoredLength) {
            return tooLong("stored", storedLength, maxStoredLength);
        }
        if (codec == FrameCodec.NONE && storedLength != rawLength) {
            return "uncompressed frame whose lengths differ (raw " + rawLength + ", stored " + storedLength + ")";
        }
        if (bucketWidthSeconds != 0
                && (bucketWidthSeconds < FrameLimits.MIN_BUCKET_WIDTH_SECONDS
                        || bucketWidthSeconds > FrameLimits.MAX_BUCKET_WIDTH_SECONDS)) {
            return "bucket width of " + bucketWidthSeconds + " s (expected 10 to 1024)";
        }
        return null;
    }

    private boolean hasRows() {
        return kind == FrameKind.EVENTS && codec < FrameCodec.COLUMNAR;
    }

    private static String tooLong(String which, int length, int most) {
        return "frame with a " + which + " length of " + Integer.toUnsignedString(length) + " bytes (expected at most "
                + most + ")";
    }

    /** Why this version can't decode a frame whose header was read without complaint; null: it can. */
    public @Nullable String unreadable() {
        if (version != VERSION) {
            return "frame of an unknown version, perhaps a newer one (expected 1, found " + version + ")";
        }
        if (reservedSet) {
            return "frame that uses fields unknown to this version";
        }
        if (kind == FrameKind.EVENTS || kind == FrameKind.POSITIONS) {
            int last = kind == FrameKind.EVENTS ? FrameCodec.COLUMNAR : FrameCodec.ZSTD;
            return codec > last ? "frame with codec " + FrameCodec.name(codec) + ", unknown here" : null;
        }
        return null;
    }

    /** Writes the 96 bytes, with their checksum. */
    public void write(byte[] buffer, int offset) {
        BigEndian.putInt(buffer, offset, MAGIC);
        buffer[offset + 4] = VERSION;
        buffer[offset + 5] = (byte) kind;
        buffer[offset + 6] = (byte) codec;
        buffer[offset + 7] = (byte) flags;
        buffer[offset + 8] = (byte) copies;
        buffer[offset + 9] = (byte) acks;
        buffer[offset + 10] = (byte) (fsync ? 1 : 0);
        buffer[offset + 11] = 0;
        BigEndian.putShort(buffer, offset + 12, bucketWidthSeconds);
        BigEndian.putShort(buffer, offset + 14, 0);
        BigEndian.putLong(buffer, offset + 16, environmentTag);
        BigEndian.putLong(buffer, offset + 24, origin);
        BigEndian.putLong(buffer, offset + 32, sequence);
        BigEndian.putLong(buffer, offset + 40, bucket);
        BigEndian.putLong(buffer, offset + 48, builtPoint);
        BigEndian.putInt(buffer, offset + 56, events);
        BigEndian.putInt(buffer, offset + 60, rawLength);
        BigEndian.putInt(buffer, offset + 64, storedLength);
        BigEndian.putInt(buffer, offset + 68, payloadCrc);
        BigEndian.putLong(buffer, offset + 72, minPoint);
        BigEndian.putLong(buffer, offset + 80, maxPoint);
        BigEndian.putInt(buffer, offset + 88, wholeLength);
        BigEndian.putInt(buffer, offset + CRC_OFFSET, crc(buffer, offset, CRC_OFFSET));
    }

    /** CRC-32C of a range; uses this header's own calculator. */
    int crc(byte[] buffer, int offset, int length) {
        crc32c.reset();
        crc32c.update(buffer, offset, length);
        return (int) crc32c.getValue();
    }

    public int version() {
        return version;
    }

    /** One of {@link FrameKind}, or one that this version doesn't know. */
    public int kind() {
        return kind;
    }

    public FrameHeader kind(int newKind) {
        kind = newKind;
        return this;
    }

    /** One of {@link FrameCodec}, or one that this version doesn't know. */
    public int codec() {
        return codec;
    }

    public FrameHeader codec(int newCodec) {
        codec = newCodec;
        return this;
    }

    public boolean sorted() {
        return (flags & FrameFlags.SORTED) != 0;
    }

    public boolean late() {
        return (flags & FrameFlags.LATE) != 0;
    }

    public FrameHeader flags(int newFlags) {
        flags = newFlags;
        return this;
    }

    public int flags() {
        return flags;
    }

    /** How many servers shall hold the frame; 0: not stated. */
    public int copies() {
        return copies;
    }

    /** How many servers must confirm before the sender is told yes; 0: not stated. */
    public int acks() {
        return acks;
    }

    /** Whether a server must fsync before it confirms. */
    public boolean fsync() {
        return fsync;
    }

    public FrameHeader durability(int newCopies, int newAcks, boolean newFsync) {
        copies = newCopies;
        acks = newAcks;
        fsync = newFsync;
        return this;
    }

    /** The header's own checksum, of one that was {@link #read}. */
    public int readChecksum() {
        return readChecksum;
    }

    /** 0: the frame has no bucket. */
    public int bucketWidthSeconds() {
        return bucketWidthSeconds;
    }

    public long bucket() {
        return bucket;
    }

    public FrameHeader bucket(int newBucketWidthSeconds, long newBucket) {
        bucketWidthSeconds = newBucketWidthSeconds;
        bucket = newBucket;
        return this;
    }

    public long environmentTag() {
        return environmentTag;
    }

    public FrameHeader environmentTag(long newEnvironmentTag) {
        environmentTag = newEnvironmentTag;
        return this;
    }

    /** Whether the frame has an id. */
    public boolean hasId() {
        return origin != 0 || sequence != 0;
    }

    public long origin() {
        return origin;
    }

    public long sequence() {
        return sequence;
    }

    public FrameHeader id(long newOrigin, long newSequence) {
        origin = newOrigin;
        sequence = newSequence;
        return this;
    }

    /** When the frame was built; 0: not stated. */
    public long builtPoint() {
        return builtPoint;
    }

    public FrameHeader builtPoint(long newBuiltPoint) {
        builtPoint = newBuiltPoint;
        return this;
    }

    public int events() {
        return events;
    }

    public long minPoint() {
        return minPoint;
    }

    public long maxPoint() {
        return maxPoint;
    }

    /** Says how many events the payload holds and between which points. */
    public FrameHeader events(int newEvents, long newMinPoint, long newMaxPoint) {
        events = newEvents;
        minPoint = newMinPoint;
        maxPoint = newMaxPoint;
        return this;
    }

    public int rawLength() {
        return rawLength;
    }

    /** Whether rows share tails, so that they have to be made whole before they are events. */
    public boolean sharesTails() {
        return wholeLength != 0;
    }

    /** Bytes of the payload with its rows whole: {@link #rawLength} where they lie whole. */
    public int wholeLength() {
        return wholeLength == 0 ? rawLength : wholeLength;
    }

    /** Whether the payload can be read where the frame lies, without decoding. */
    public boolean readableInPlace() {
        return codec == FrameCodec.NONE && !sharesTails();
    }

    public int storedLength() {
        return storedLength;
    }

    public int payloadCrc() {
        return payloadCrc;
    }

    FrameHeader payload(int newRawLength, int newWholeLength, int newStoredLength, int newPayloadCrc) {
        rawLength = newRawLength;
        wholeLength = newWholeLength;
        storedLength = newStoredLength;
        payloadCrc = newPayloadCrc;
        return this;
    }

    /** Header and payload together. */
    public int frameLength() {
        return FrameLimits.HEADER_BYTES + storedLength;
    }

    /** Takes over all fields of another header. */
    public FrameHeader copyFrom(FrameHeader other) {
        readChecksum = other.readChecksum;
        version = other.version;
        kind = other.kind;
        codec = other.codec;
        flags = other.flags;
        copies = other.copies;
        acks = other.acks;
        fsync = other.fsync;
        bucketWidthSeconds = other.bucketWidthSeconds;
        environmentTag = other.environmentTag;
        origin = other.origin;
        sequence = other.sequence;
        bucket = other.bucket;
        builtPoint = other.builtPoint;
        events = other.events;
        rawLength = other.rawLength;
        storedLength = other.storedLength;
        payloadCrc = other.payloadCrc;
        minPoint = other.minPoint;
        maxPoint = other.maxPoint;
        wholeLength = other.wholeLength;
        reservedSet = other.reservedSet;
        return this;
    }
}
