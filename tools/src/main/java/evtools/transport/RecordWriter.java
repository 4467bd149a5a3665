package evtools.transport;

import evtools.noise.CipherState;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Collects what is written into records, encrypts them in place, and sends several at once.
 *
 * <pre>
 *   0  2  length of the rest, 17…65,535
 *   2     encrypted: kind u8, data; then the tag, 16 bytes
 *
 *   bytes  | record | record | length kind data data …  |
 *                            ^ start             ^ start + DATA + filled
 * </pre>
 *
 * Not thread-safe.
 */
final class RecordWriter {
    static final int DATA = 0;
    static final int END = 1;
    static final int RENEW = 2;
    static final int RENEWED = 3;
    static final int SWITCH = 4;

    /** Bytes of a record before its data. */
    static final int HEAD_BYTES = 3;

    /** Most data in a record. */
    static final int MAX_DATA_BYTES = CipherState.MAX_MESSAGE_BYTES - CipherState.TAG_BYTES - 1;

    /** Most bytes of a whole record. */
    static final int MAX_RECORD_BYTES = Short.BYTES + CipherState.MAX_MESSAGE_BYTES;

    private static final int RECORDS_AT_ONCE = 4;
    private static final int FIRST_BYTES = 4 << 10;

    private final ByteLink link;
    private CipherState cipher;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int start;
    private int filled;

    RecordWriter(ByteLink link, CipherState cipher) {
        this.link = link;
        this.cipher = cipher;
    }

    /**
     * Takes as much of {@code source} as the record that is being filled has room for.
     *
     * @return whether that record is full and has to be {@link #seal}ed
     */
    boolean put(ByteBuffer source) {
        int count = Math.min(source.remaining(), MAX_DATA_BYTES - filled);
        room(start + HEAD_BYTES + filled + count + CipherState.TAG_BYTES);
        source.get(bytes, start + HEAD_BYTES + filled, count);
        filled += count;
        return full();
    }

    /**
     * Takes as much of a file as the record that is being filled has room for, at most {@code length} bytes.
     *
     * @return how many bytes that were; when {@link #full}, the record has to be sealed
     */
    int put(FileChannel file, long position, long length) throws IOException {
        int count = (int) Math.min(length, MAX_DATA_BYTES - filled);
        room(start + HEAD_BYTES + filled + count + CipherState.TAG_BYTES);
        int read = file.read(ByteBuffer.wrap(bytes, start + HEAD_BYTES + filled, count), position);
        if (read <= 0) {
            throw new EOFException("file ended while it was being sent, at byte " + position);
        }
        filled += read;
        return read;
    }

    /** Whether the record that is being filled has to be sealed. */
    boolean full() {
        return filled == MAX_DATA_BYTES;
    }

    /** Encrypts the record that is being filled, if there is something in it; returns how much that was. */
    int seal() throws IOException {
        int count = filled;
        if (count > 0) {
            seal(DATA);
        }
        return count;
    }

    /** Adds a record of another kind than data, after those before it. */
    void add(int kind, byte[] data) throws IOException {
        seal();
        room(start + HEAD_BYTES + data.length + CipherState.TAG_BYTES);
        System.arraycopy(data, 0, bytes, start + HEAD_BYTES, data.length);
        filled = data.length;
        seal(kind);
    }

    private void seal(int kind) throws IOException {
        bytes[start + HEAD_BYTES - 1] = (byte) kind;
        int length = cipher.encrypt(bytes, start + Short.BYTES, filled + 1);
        bytes[start] = (byte) (length >>> 8);
        bytes[start + 1] = (byte) length;
        start += Short.BYTES + length;
        filled = 0;
        if (start > (RECORDS_AT_ONCE - 1) * MAX_RECORD_BYTES) {
            send();
        }
    }

    /** What is sealed from now on is encrypted with another key. */
    void use(CipherState next) {
        cipher = next;
    }

    /** Sends all sealed records. */
    void send() throws IOException {
        if (start > 0) {
            // What is being filled stays where it is until it is sealed: nothing may be there.
            link.write(ByteBuffer.wrap(bytes, 0, start));
            start = 0;
        }
    }

    private void room(int needed) {
        if (needed > bytes.length) {
            int most = RECORDS_AT_ONCE * MAX_RECORD_BYTES;
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(needed, 2 * bytes.length)));
        }
    }
}
