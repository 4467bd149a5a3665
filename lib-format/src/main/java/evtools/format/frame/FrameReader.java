package evtools.format.frame;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.TailTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a stream one after another, checks them, and after damage finds the next good one
 * ({@code docs/FORMAT.md} 4.4). Never believes a length that it hasn't checked; holds at most one frame in memory. The
 * stream belongs to the caller, who closes it. Not thread-safe.
 *
 * <pre>
 *   buffer   [ … consumed … | frame | read ahead … | free ]
 *                           start                  end
 * </pre>
 */
public final class FrameReader implements FrameSource, AutoCloseable {
    private static final int READ_BYTES = 128 << 10;

    /**
     * From this size on a frame is read with the header after it and no more: what was read ahead would have to be moved
     * to the front of the buffer. Smaller ones are read many at a time.
     */
    private static final int LARGE_BYTES = READ_BYTES / 2;

    private static final byte FIRST_MAGIC_BYTE = (byte) (FrameHeader.MAGIC >>> 24);

    private final InputStream in;
    private final DamageListener damage;
    private final FrameCodecs codecs = new FrameCodecs();
    private final FrameHeader header = new FrameHeader();
    private final FrameHeader following = new FrameHeader();
    private final ByteArrayBuilder raw = new ByteArrayBuilder(16);
    private @Nullable Runnable beforeWaiting;
    /** Made when reading begins: hundreds of inputs may be open. */
    private byte[] buffer = new byte[0];

    private int start;
    private int end;
    private long bufferOffset;
    private boolean endOfInput;
    private int frameLength;
    private int rowsOffset;
    private int rowsLength;
    private boolean crcsMade;
    private long damageOffset = -1;
    private String damageText = "";

    public FrameReader(InputStream in, DamageListener damage) {
        this.in = in;
        this.damage = damage;
    }

    /** Has {@code action} run each time before a read that may have to wait, so that output can be flushed. */
    public FrameReader beforeWaiting(Runnable action) {
        beforeWaiting = action;
        return this;
    }

    /**
     * Moves to the next frame whose header and payload checksum are right, of any kind and version.
     *
     * @return whether there is one
     */
    public boolean next() throws IOException {
        start += frameLength;
        frameLength = 0;
        crcsMade = false;
        while (true) {
            if (!require(FrameLimits.HEADER_BYTES)) {
                return finish();
            }
            String problem = header.read(buffer, start);
            if (problem != null) {
                skip(problem, start + 1);
                continue;
            }
            int length = header.frameLength();
            if (!require(length)) {
                skip(
                        "stream cut inside a frame (expected " + length + " bytes, found " + (end - start) + ")",
                        start + 1);
                continue;
            }
            int payload = start + FrameLimits.HEADER_BYTES;
            if (header.crc(buffer, payload, header.storedLength()) != header.payloadCrc()) {
                skip("frame payload with a wrong checksum", frameEndsWell(length) ? start + length : start + 1);
                continue;
            }
            endDamage();
            frameLength = length;
            return true;
        }
    }

    /** Whether directly after the frame the stream ends or a header stands, so that no bytes are missing from it. */
    private boolean frameEndsWell(int length) throws IOException {
        if (!require(length + FrameLimits.HEADER_BYTES)) {
            return end - start == length;
        }
        return following.read(buffer, start + length) == null;
    }

    /**
     * Looks at what follows the current frame, and may wait for it. The frame may lie elsewhere in memory afterwards.
     *
     * @return the header that stands there; null: none does
     */
    public @Nullable FrameHeader peek() throws IOException {
        return require(frameLength + FrameLimits.HEADER_BYTES) && following.read(buffer, start + frameLength) == null
                ? following
                : null;
    }

    private boolean finish() {
        if (end > start) {
            skip("stream cut inside a frame header (" + (end - start) + " bytes left)", end);
        }
        endDamage();
        return false;
    }

    /** Notes damage from here on, and goes on searching at the next possible magic not before {@code from}. */
    private void skip(String what, int from) {
        if (damageOffset < 0) {
            damageOffset = bufferOffset + start;
            damageText = what;
        }
        int at = from;
        while (at < end && buffer[at] != FIRST_MAGIC_BYTE) {
            at++;
        }
        start = at;
    }

    private void endDamage() {
        if (damageOffset >= 0) {
            damage.damaged(damageOffset, bufferOffset + start - damageOffset, damageText);
            damageOffset = -1;
        }
    }

    /** Sees to it that {@code bytes} are in the buffer from start on; false: the stream ends before. */
    private boolean require(int bytes) throws IOException {
        while (end - start < bytes) {
            if (endOfInput) {
                return false;
            }
            fill(bytes);
        }
        return true;
    }

    /** Reads once. The buffer grows with what has arrived, not with what a header claims. */
    private void fill(int bytes) throws IOException {
        if (buffer.length == 0) {
            buffer = new byte[2 * READ_BYTES];
        }
        if (start == end) {
            bufferOffset += start;
            start = 0;
            end = 0;
        }
        boolean full = end == buffer.length || (start > 0 && start + bytes > buffer.length);
        if (full && start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            bufferOffset += start;
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, Math.max(bytes, buffer.length + READ_BYTES)));
        }
        if (beforeWaiting != null && in.available() == 0) {
            beforeWaiting.run();
        }
        int room = buffer.length - end;
        if (bytes >= LARGE_BYTES) {
            room = Math.min(room, start + bytes + FrameLimits.HEADER_BYTES - end);
        }
        int count = in.read(buffer, end, room);
        if (count < 0) {
            endOfInput = true;
        } else {
            end += count;
        }
    }

    @Override
    public FrameHeader header() {
        return header;
    }

    @Override
    public long streamOffset() {
        return bufferOffset + start;
    }

    @Override
    public byte[] frameBuffer() {
        return buffer;
    }

    @Override
    public int frameOffset() {
        return start;
    }

    @Override
    public int frameLength() {
        return frameLength;
    }

    /**
     * Decodes the current frame's payload; rows are whole.
     *
     * @return the array that holds it from {@link #payloadOffset} on, {@code header().wholeLength()} bytes, until
     *     {@link #next}
     * @throws FormatException if it can't be decoded
     */
    public byte[] payload() throws FormatException {
        if (header.readableInPlace()) {
            return buffer;
        }
        raw.clear();
        byte[] target = raw.ensure(header.wholeLength());
        codecs.decode(header, buffer, start + FrameLimits.HEADER_BYTES, target);
        return target;
    }

    public int payloadOffset() {
        return header.readableInPlace() ? start + FrameLimits.HEADER_BYTES : 0;
    }

    @Override
    public byte[] rows(TailTable tails) throws FormatException {
        boolean inPlace = header.codec() == FrameCodec.NONE;
        int payload = start + FrameLimits.HEADER_BYTES;
        crcsMade = false;
        if (header.codec() == FrameCodec.COLUMNAR) {
            ByteArrayBuilder decoded = codecs.decodeBlock(header, buffer, payload, tails);
            rowsOffset = 0;
            rowsLength = decoded.length();
            crcsMade = codecs.madeCrcs();
            return decoded.array();
        }
        byte[] rows = inPlace ? buffer : codecs.decodeRows(header, buffer, payload);
        rowsOffset = inPlace ? payload : 0;
        rowsLength = readTails(header, rows, rowsOffset, tails);
        return rows;
    }

    /** Whether the events that {@link #rows} gave have crcs just made of their messages: there is nothing to check. */
    public boolean crcsMade() {
        return crcsMade;
    }

    /** Reads the tails at the end of a decoded payload, if it has any; returns how long the rows are. */
    static int readTails(FrameHeader header, byte[] rows, int offset, TailTable tails) throws FormatException {
        tails.clear();
        if (!header.sharesTails()) {
            return header.rawLength();
        }
        int length = tails.read(rows, offset, header.rawLength());
        tails.checkWhole(rows, offset, length, header.wholeLength());
        return length;
    }

    @Override
    public void releaseRows() {
        codecs.releaseRows();
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
        damage.damaged(streamOffset(), frameLength, what);
    }

    /** Frees the codecs; leaves the stream open. */
    @Override
    public void close() {
        codecs.close();
    }
}
