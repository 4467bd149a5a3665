package evtools.format.segment;

import com.github.luben.zstd.ZstdCompressCtx;
import evtools.format.ByteArrayBuilder;
import java.util.zip.CRC32C;

/** Collects the streams of a block: long ones compressed each by itself, short ones together. Reusable. */
final class StreamWriter implements AutoCloseable {
    /**
     * Shortest repetition that is looked for. Numbers and ids are long runs of digits and bytes by chance: shorter ones
     * are everywhere in them, and to say where takes more than the bytes themselves.
     */
    private static final int MIN_MATCH_BYTES = 6;

    private final ZstdCompressCtx zstd;
    private final CRC32C crc32c = new CRC32C();
    private final ByteArrayBuilder directory = new ByteArrayBuilder(4 << 10);
    private final ByteArrayBuilder pool = new ByteArrayBuilder(64 << 10);
    private final ByteArrayBuilder body = new ByteArrayBuilder(64 << 10);
    private int count;

    StreamWriter(int level) {
        zstd = new ZstdCompressCtx().setLevel(level).setMinMatch(MIN_MATCH_BYTES);
    }

    void clear() {
        directory.clear();
        pool.clear();
        body.clear();
        count = 0;
    }

    /** Adds a stream. */
    void add(byte[] source, int offset, int length) {
        count++;
        Varint.put(directory, length);
        if (length < BlockLayout.POOLED_BELOW_BYTES) {
            Varint.put(directory, 0);
            pool.put(source, offset, length);
            return;
        }
        int from = body.length();
        int stored = compress(source, offset, length, body);
        Varint.put(directory, stored);
        directory.putInt(crc(body.array(), from, stored));
    }

    /** Appends the compressed form, or the bytes themselves where it isn't shorter; returns the length. */
    int compress(byte[] source, int offset, int length, ByteArrayBuilder out) {
        int room = length + (length >> 7) + 512;
        byte[] target = out.ensure(room);
        int stored = zstd.compressByteArray(target, out.length(), room, source, offset, length);
        if (stored >= length) {
            System.arraycopy(source, offset, target, out.length(), length);
            stored = length;
        }
        out.advance(stored);
        return stored;
    }

    int crc(byte[] source, int offset, int length) {
        crc32c.reset();
        crc32c.update(source, offset, length);
        return (int) crc32c.getValue();
    }

    int count() {
        return count;
    }

    ByteArrayBuilder directory() {
        return directory;
    }

    ByteArrayBuilder pool() {
        return pool;
    }

    ByteArrayBuilder body() {
        return body;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
