package evtools.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** An open file. Positions are given with each call, so several threads may read while one writes. */
public interface DiskFile extends Closeable {
    long size() throws IOException;

    /** Reads until {@code target} is full or the file ends; returns how many bytes were read. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all of {@code source}. A failure may leave part of it written. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Copies a range to a channel, inside the kernel where it can. */
    void transferTo(long position, long length, WritableByteChannel target) throws IOException;

    void truncate(long size) throws IOException;

    /** Returns when the contents are on disk for good. After a failure nothing written before may be relied on. */
    void force() throws IOException;
}
