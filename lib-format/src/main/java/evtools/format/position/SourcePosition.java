package evtools.format.position;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where reading stands in one source: one entry of a positions frame, {@code docs/FORMAT.md} section 5. Immutable.
 *
 * <pre>
 *    0   4  length of the rest of the entry
 *    4   1  version = 1
 *    5   2  path length n, then n bytes of path
 *        1  flags: 0x01 there is a text time
 *        8  device          16  fingerprint (first half of a SHA-256)
 *        8  inode            8  offset of the next unread byte
 *        8  begin            8  given out: bytes of an unfinished last line already given out
 *        8  generation       8  text time, ticks
 *        4  fingerprinted    8  resolution, ticks
 *                            8  M: greatest text time, ticks
 *                            8  a: number of the next forward line
 *                            8  b: number of the next backward line
 *                            4  year, 0: none
 *        1  layouts n, then n times: u16 length and the layout
 * </pre>
 *
 * @param path the source as the user named it
 * @param device device number, 0: not known
 * @param inode inode number, 0: not known
 * @param begin offset in the file at which the generation begins
 * @param generation the generation's 64 bits
 * @param fingerprintedBytes how many bytes from {@code begin} on the fingerprint covers
 * @param fingerprintHigh first 8 bytes of the SHA-256 of those bytes
 * @param fingerprintLow bytes 8…15 of it
 * @param offset offset in the file of the next unread byte, always the beginning of a line
 * @param givenOutBytes how many bytes from {@code offset} on were given out as a last line without a line feed
 * @param hasTextTime whether {@code textTime} and {@code resolutionTicks} say something
 * @param textTime point of the time of the last line
 * @param resolutionTicks one unit of that time's resolution
 * @param greatestTextTime M of FORMAT.md 2.7
 * @param nextForward a of the next line with a text time of M
 * @param nextBackward b of the next backward line
 * @param year year of the last line, where the text names none; 0: not known
 * @param layouts what the recogniser has learned, in the order in which it tries them
 */
public record SourcePosition(
        String path,
        long device,
        long inode,
        long begin,
        long generation,
        int fingerprintedBytes,
        long fingerprintHigh,
        long fingerprintLow,
        long offset,
        long givenOutBytes,
        boolean hasTextTime,
        long textTime,
        long resolutionTicks,
        long greatestTextTime,
        long nextForward,
        long nextBackward,
        int year,
        List<String> layouts) {
    static final int VERSION = 1;

    /** Bytes of an entry before its path. */
    static final int PATH_OFFSET = 7;

    /** Longest path an entry may name. */
    public static final int MAX_PATH_BYTES = 8_192;

    /** Most layouts in an entry. */
    public static final int MAX_LAYOUTS = 64;

    private static final int FLAG_TEXT_TIME = 0x01;
    private static final int FIXED_BYTES = 1 + 4 * 8 + 4 + 16 + 7 * 8 + 4 + 1;

    public SourcePosition {
        layouts = List.copyOf(layouts);
        if (layouts.size() > MAX_LAYOUTS) {
            throw new IllegalArgumentException(layouts.size() + " layouts (expected at most " + MAX_LAYOUTS + ")");
        }
    }

    /** Appends this entry. */
    public void appendTo(ByteArrayBuilder out) {
        int start = out.length();
        byte[] pathBytes = path.getBytes(StandardCharsets.UTF_8);
        if (pathBytes.length > MAX_PATH_BYTES) {
            throw new IllegalArgumentException("path of " + pathBytes.length + " bytes (expected at most "
                    + MAX_PATH_BYTES + "): " + path.substring(0, 80));
        }
        out.putInt(0).put(VERSION).putShort(pathBytes.length).put(pathBytes);
        out.put(hasTextTime ? FLAG_TEXT_TIME : 0);
        out.putLong(device).putLong(inode).putLong(begin).putLong(generation);
        out.putInt(fingerprintedBytes).putLong(fingerprintHigh).putLong(fingerprintLow);
        out.putLong(offset).putLong(givenOutBytes);
        out.putLong(textTime).putLong(resolutionTicks).putLong(greatestTextTime);
        out.putLong(nextForward).putLong(nextBackward).putInt(year);
        out.put(layouts.size());
        for (String layout : layouts) {
            byte[] bytes = layout.getBytes(StandardCharsets.ISO_8859_1);
            out.putShort(bytes.length).put(bytes);
        }
        BigEndian.putInt(out.array(), start, out.length() - start - 4);
    }

    /**
     * Reads the entry that fills {@code length} bytes from {@code offset} on, its own length included.
     *
     * @throws FormatException if it is not an entry of version 1
     */
    static SourcePosition read(byte[] buffer, int offset, int length) throws FormatException {
        if (BigEndian.getUnsignedByte(buffer, offset + 4) != VERSION) {
            throw new FormatException("position of version " + BigEndian.getUnsignedByte(buffer, offset + 4)
                    + " (expected 1): written by a newer version");
        }
        int pathLength = BigEndian.getUnsignedShort(buffer, offset + 5);
        int end = offset + length;
        int at = offset + PATH_OFFSET + pathLength;
        if (at + FIXED_BYTES > end) {
            throw new FormatException(
                    "position of " + length + " bytes (expected at least " + (at + FIXED_BYTES - offset) + ")");
        }
        int fixed = at;
        List<String> layouts = new ArrayList<>();
        int count = BigEndian.getUnsignedByte(buffer, fixed + FIXED_BYTES - 1);
        if (count > MAX_LAYOUTS) {
            throw new FormatException("position with " + count + " layouts (expected at most " + MAX_LAYOUTS + ")");
        }
        at += FIXED_BYTES;
        for (int i = 0; i < count; i++) {
            int layoutLength = at + 2 <= end ? BigEndian.getUnsignedShort(buffer, at) : 0;
            if (at + 2 + layoutLength > end) {
                throw new FormatException("position ends inside a layout");
            }
            layouts.add(new String(buffer, at + 2, layoutLength, StandardCharsets.ISO_8859_1));
            at += 2 + layoutLength;
        }
        if (at != end) {
            throw new FormatException("position with " + (end - at) + " bytes too many");
        }
        return readFixed(buffer, offset + PATH_OFFSET, pathLength, fixed, layouts);
    }

    private static SourcePosition readFixed(
            byte[] buffer, int pathOffset, int pathLength, int fixed, List<String> layouts) throws FormatException {
        int flags = BigEndian.getUnsignedByte(buffer, fixed);
        if ((flags & ~FLAG_TEXT_TIME) != 0) {
            throw new FormatException("position with unknown flags " + flags);
        }
        long offset = BigEndian.getLong(buffer, fixed + 53);
        long begin = BigEndian.getLong(buffer, fixed + 17);
        int fingerprinted = BigEndian.getInt(buffer, fixed + 33);
        if (begin < 0 || offset < begin || fingerprinted < 0 || fingerprinted > offset - begin) {
            throw new FormatException("position that begins at " + begin + ", stands at " + offset
                    + " and has a fingerprint of " + fingerprinted + " bytes");
        }
        return new SourcePosition(
                new String(buffer, pathOffset, pathLength, StandardCharsets.UTF_8),
                BigEndian.getLong(buffer, fixed + 1),
                BigEndian.getLong(buffer, fixed + 9),
                begin,
                BigEndian.getLong(buffer, fixed + 25),
                fingerprinted,
                BigEndian.getLong(buffer, fixed + 37),
                BigEndian.getLong(buffer, fixed + 45),
                offset,
                BigEndian.getLong(buffer, fixed + 61),
                flags == FLAG_TEXT_TIME,
                BigEndian.getLong(buffer, fixed + 69),
                BigEndian.getLong(buffer, fixed + 77),
                BigEndian.getLong(buffer, fixed + 85),
                BigEndian.getLong(buffer, fixed + 93),
                BigEndian.getLong(buffer, fixed + 101),
                BigEndian.getInt(buffer, fixed + 109),
                layouts);
    }
}
