package evtools.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects under keys. An object is there completely or not at all, and never changes. Keys are text of ASCII letters,
 * digits and {@code . _ - %}, in parts with {@code /} between them.
 *
 * <p>Safe for several threads and processes at once.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * What is known of an object without reading it.
     *
     * @param bytes its length
     * @param modifiedMillis when it was written, in milliseconds since the epoch
     */
    record ObjectInfo(String key, long bytes, long modifiedMillis) {}

    /** Bytes on their way into the store: not visible until they get a key. Not thread-safe. */
    interface Upload extends AutoCloseable {
        /** Takes the bytes. Small writes are not collected. */
        OutputStream stream();

        /** Reads what was written so far from its start. */
        InputStream reopen() throws IOException;

        /**
         * Makes the bytes an object, durably, unless the key is taken.
         *
         * @return false if there is an object of this key; it is left as it is
         */
        boolean commitAs(String key) throws IOException;

        /** Forgets the bytes; an object made of them stays. */
        @Override
        void close() throws IOException;
    }

    Upload newUpload() throws IOException;

    /** Makes an object of a few bytes, durably, unless the key is taken: then false. */
    boolean putIfAbsent(String key, byte[] bytes) throws IOException;

    /** An object's length and age; null if there is none. */
    @Nullable
    ObjectInfo find(String key) throws IOException;

    /**
     * Reads a range of an object.
     *
     * @param length at most so many bytes; the range may end before at the object's end
     * @throws java.nio.file.NoSuchFileException if there is no such object
     */
    InputStream get(String key, long offset, long length) throws IOException;

    /** Reads a whole object. */
    default InputStream get(String key) throws IOException {
        return get(key, 0, Long.MAX_VALUE);
    }

    /**
     * Lists objects in the order of their keys, byte by byte.
     *
     * @param prefix what keys begin with
     * @param startAfter only keys greater than this; empty: all
     * @param most at most so many
     */
    List<ObjectInfo> list(String prefix, String startAfter, int most) throws IOException;

    /** Makes an object as young as if it had been written now, where it is ours; nothing happens if there is none. */
    void touch(String key, long nowMillis);

    /** Removes an object; nothing happens if there is none. */
    void delete(String key) throws IOException;

    @Override
    void close() throws IOException;
}
