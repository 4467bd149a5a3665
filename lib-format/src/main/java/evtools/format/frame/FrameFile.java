package evtools.format.frame;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.TailTable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Walks the frames of a file from header to header, and reads payloads only where they are asked for: whole frames can
 * be passed on from file to file without having been in memory. What is appended to the file meanwhile isn't seen. The
 * file belongs to the caller. Not thread-safe.
 *
 * <pre>
 *   | header |  payload  | header |  payload  | header | …
 *   checked     skipped   checked: so that no bytes are missing from the frame before
 * </pre>
 *
 * <p>It only knows frames that lie one after another. Where they don't, it {@link #isLost}: a {@link FrameReader} finds
 * what is left.
 */
public final class FrameFile implements FrameSource, AutoCloseable {
    /** Frames up to this size are walked by reading everything: a call for each header would cost more. */
    private static final int SMALL_FRAME_BYTES = 8 << 10;

    private static final int WINDOW_BYTES = 64 << 10;

    private final FileChannel file;
    private final DamageListener damage;
    private final FrameCodecs codecs = new FrameCodecs();
    private final long size;
    private ByteArrayBuilder frame = new ByteArrayBuilder(16);
    private FrameHeader header = new FrameHeader();
    private FrameHeader following = new FrameHeader();
    private byte[] window = new byte[FrameLimits.HEADER_BYTES];
    private long windowOffset;
    private int windowLength;
    private long offset;
    private int frameLength;
    private boolean begun;
    private boolean lost;
    private boolean fetched;
    private boolean checked;
    private int rowsOffset;
    private int rowsLength;

    /**
     * Begins before the first frame.
     *
     * @param damage is told of frames that turn out unreadable when they are decoded
     */
    public FrameFile(FileChannel file, DamageListener damage) throws IOException {
        this.file = file;
        this.damage = damage;
        this.size = file.size();
    }

    /** The file. */
    public FileChannel file() {
        return file;
    }

    /**
     * Moves to the next frame, of any kind and version, whose header is right, and which is followed by another such
     * or the file's end. The payload's checksum isn't known yet.
     *
     * @return whether there is one; not at the end, nor where it is lost
     */
    public boolean next() throws IOException {
        if (lost) {
            return false;
        }
        offset += frameLength;
        frameLength = 0;
        fetched = false;
        checked = false;
        if (offset == size) {
            return false;
        }
        if (begun) {
            FrameHeader unused = header;
            header = following;
            following = unused;
        } else {
            begun = true;
            lost = !readHeader(offset, header);
        }
        long after = lost ? size : offset + header.frameLength();
        lost = lost || (after != size && !readHeader(after, following));
        frameLength = lost ? 0 : header.frameLength();
        return !lost;
    }

    /** Whether a whole frame begins at {@code at}. */
    private boolean readHeader(long at, FrameHeader target) throws IOException {
        if (size - at < FrameLimits.HEADER_BYTES) {
            return false;
        }
        if (at < windowOffset || at + FrameLimits.HEADER_BYTES > windowOffset + windowLength) {
            fillWindow(at);
        }
        return target.read(window, (int) (at - windowOffset)) == null && size - at >= target.frameLength();
    }

    private void fillWindow(long at) throws IOException {
        boolean small = at > 0 && at - windowOffset < SMALL_FRAME_BYTES + windowLength;
        int want = (int) Math.min(size - at, small ? WINDOW_BYTES : FrameLimits.HEADER_BYTES);
        if (window.length < want) {
            window = new byte[WINDOW_BYTES];
        }
        windowLength = 0;
        readFully(at, window, want);
        windowOffset = at;
        windowLength = want;
    }

    /**
     * Reads a range of the file into an array, from its start on.
     *
     * @throws EOFException when the file ends before
     */
    public void readFully(long at, byte[] target, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(target, 0, length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file was cut while it was read, at byte " + (at + bytes.position()));
            }
        }
    }

    /** Whether the frame at {@link #streamOffset}, or what follows it, isn't as it must be: the walk ends before it. */
    public boolean isLost() {
        return lost;
    }

    @Override
    public FrameHeader header() {
        return header;
    }

    @Override
    public long streamOffset() {
        return offset;
    }

    /** Holds the frame only after {@link #fetch}. */
    @Override
    public byte[] frameBuffer() {
        return frame.array();
    }

    @Override
    public int frameOffset() {
        return 0;
    }

    @Override
    public int frameLength() {
        return frameLength;
    }

    /** Reads the whole frame, so that {@link #frameBuffer} holds it, and doesn't check its payload. */
    public void fetch() throws IOException {
        if (!fetched) {
            checked = false;
            frame.clear();
            readFully(offset, frame.ensure(frameLength), frameLength);
            fetched = true;
        }
    }

    /**
     * Reads the whole frame, and checks it.
     *
     * @throws FormatException if its payload has a wrong checksum
     */
    public void load() throws IOException {
        fetch();
        if (checked) {
            return;
        }
        if (header.crc(frame.array(), FrameLimits.HEADER_BYTES, header.storedLength()) != header.payloadCrc()) {
            throw new FormatException("frame payload with a wrong checksum");
        }
        checked = true;
    }

    @Override
    public byte[] rows(TailTable tails) throws IOException {
        load();
        if (header.codec() == FrameCodec.COLUMNAR) {
            ByteArrayBuilder decoded = codecs.decodeBlock(header, frame.array(), FrameLimits.HEADER_BYTES, tails);
            rowsOffset = 0;
            rowsLength = decoded.length();
            return decoded.array();
        }
        boolean inPlace = header.codec() == FrameCodec.NONE;
        byte[] rows = inPlace ? frame.array() : codecs.decodeRows(header, frame.array(), FrameLimits.HEADER_BYTES);
        rowsOffset = inPlace ? FrameLimits.HEADER_BYTES : 0;
        rowsLength = FrameReader.readTails(header, rows, rowsOffset, tails);
        return rows;
    }

    @Override
    public void releaseRows() {
        codecs.releaseRows();
        frame = new ByteArrayBuilder(16);
        fetched = false;
    }

    @Override
    public int rowsOffset() {
        return rowsOffset;
    }

    @Override
    public int rowsLength() {
        return rowsLength;
    }

    @Override
    public void reportDamage(String what) {
        damage.damaged(offset, frameLength, what);
    }

    /** Frees the codecs; leaves the file open. */
    @Override
    public void close() {
        codecs.close();
    }
}
