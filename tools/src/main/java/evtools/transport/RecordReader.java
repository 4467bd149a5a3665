package evtools.transport;

import evtools.noise.CipherState;
import evtools.noise.NoiseException;
import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads records, as {@link RecordWriter} draws them, several at once, and decrypts them in place. Not thread-safe. */
final class RecordReader {
    private static final int RECORDS_AT_ONCE = 4;
    private static final int FIRST_BYTES = 4 << 10;

    private final ByteLink link;
    private CipherState cipher;
    private byte[] bytes = new byte[FIRST_BYTES];
    private ByteBuffer in = ByteBuffer.wrap(bytes).limit(0);
    private int dataAt;
    private int dataEnd;

    RecordReader(ByteLink link, CipherState cipher) {
        this.link = link;
        this.cipher = cipher;
    }

    /** Gives out data of the record that was read last. */
    int copyTo(ByteBuffer target) {
        int count = Math.min(target.remaining(), dataEnd - dataAt);
        target.put(bytes, dataAt, count);
        dataAt += count;
        return count;
    }

    /** Data of the record that was read last and was not given out. */
    int remaining() {
        return dataEnd - dataAt;
    }

    /** All data of the record that was read last. */
    byte[] take() {
        byte[] data = Arrays.copyOfRange(bytes, dataAt, dataEnd);
        dataAt = dataEnd;
        return data;
    }

    /** What is read from now on is encrypted with another key. */
    void use(CipherState next) {
        cipher = next;
    }

    /**
     * Reads and decrypts the next record.
     *
     * @return its kind; -1 if the other side closed instead
     * @throws NoiseException if it isn't what the other side encrypted
     */
    int next() throws IOException, NoiseException {
        dataAt = dataEnd;
        if (!fill(Short.BYTES)) {
            return -1;
        }
        int length = in.getShort(in.position()) & 0xFFFF;
        if (length < CipherState.TAG_BYTES + 1) {
            throw new InsecureException(Refused.MALFORMED, "a record of " + length + " bytes");
        }
        if (!fill(Short.BYTES + length)) {
            return -1;
        }
        int at = in.position() + Short.BYTES;
        int text = cipher.decrypt(bytes, at, length);
        in.position(at + length);
        dataAt = at + 1;
        dataEnd = at + text;
        return bytes[at] & 0xFF;
    }

    /** Makes that many bytes readable in {@link #in}; false if the other side closed before. */
    private boolean fill(int needed) throws IOException {
        while (in.remaining() < needed) {
            int start = in.position();
            int end = in.limit();
            if (start == end) {
                start = 0;
                end = 0;
            } else if (start + needed > bytes.length) {
                System.arraycopy(bytes, start, bytes, 0, end - start);
                end -= start;
                start = 0;
            }
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, RECORDS_AT_ONCE * RecordWriter.MAX_RECORD_BYTES);
                in = ByteBuffer.wrap(bytes);
            }
            in.limit(in.capacity()).position(end);
            int count;
            try {
                count = link.read(in);
            } finally {
                in.limit(in.position()).position(start);
            }
            if (count < 0) {
                return false;
            }
        }
        return true;
    }
}
