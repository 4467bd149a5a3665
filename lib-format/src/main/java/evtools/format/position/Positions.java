package evtools.format.position;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest position of each source, by path. Entries are kept as bytes, so that those of a newer version pass
 * through untouched. Not thread-safe.
 */
public final class Positions {
    /** Shortest entry: length, version, path length. */
    private static final int MIN_ENTRY_BYTES = SourcePosition.PATH_OFFSET;

    private final Map<String, byte[]> entries = new TreeMap<>();

    /**
     * Takes over all entries of a positions frame's payload; sources that it doesn't mention stay as they are.
     *
     * @throws FormatException if the payload isn't a sequence of entries; nothing is taken over then
     */
    public void merge(byte[] payload, int offset, int length) throws FormatException {
        Map<String, byte[]> more = new TreeMap<>();
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (end - at < MIN_ENTRY_BYTES) {
                throw new FormatException("positions end inside an entry, at byte " + (at - offset));
            }
            long entryLength = 4 + BigEndian.getUnsignedInt(payload, at);
            int pathLength = BigEndian.getUnsignedShort(payload, at + 5);
            if (entryLength > end - at
                    || entryLength < MIN_ENTRY_BYTES + pathLength
                    || pathLength > SourcePosition.MAX_PATH_BYTES) {
                throw new FormatException("position of " + entryLength + " bytes with a path of " + pathLength
                        + ", at byte " + (at - offset) + " of " + length);
            }
            String path = new String(payload, at + SourcePosition.PATH_OFFSET, pathLength, StandardCharsets.UTF_8);
            more.put(path, Arrays.copyOfRange(payload, at, at + (int) entryLength));
            at += (int) entryLength;
        }
        entries.putAll(more);
    }

    /** Takes over one position. */
    public void put(SourcePosition position) {
        ByteArrayBuilder entry = new ByteArrayBuilder(256);
        position.appendTo(entry);
        entries.put(position.path(), entry.toByteArray());
    }

    /**
     * The position of the source of that path, null if there is none.
     *
     * @throws FormatException if it is damaged or of a newer version
     */
    public @Nullable SourcePosition get(String path) throws FormatException {
        byte[] entry = entries.get(path);
        return entry == null ? null : SourcePosition.read(entry, 0, entry.length);
    }

    public int size() {
        return entries.size();
    }

    /** Appends all entries, in the order of their paths: a positions frame's payload. */
    public void appendTo(ByteArrayBuilder out) {
        for (byte[] entry : entries.values()) {
            out.put(entry);
        }
    }
}
