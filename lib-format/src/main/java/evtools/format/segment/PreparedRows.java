package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.ShortCopy;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Puts events of {@link PreparedTemplate}s together: their tokens and their message come out side by side. For one
 * block, not thread-safe.
 */
final class PreparedRows {
    private final SourceFields sources;
    private final @Nullable BlockTails tails;
    private final byte[] message;
    private final CRC32 crc32 = new CRC32();
    private int tailLength;

    /**
     * Makes one.
     *
     * @param message room for a message and more
     * @param tails if the rows share tails
     */
    PreparedRows(SourceFields sources, byte[] message, @Nullable BlockTails tails) {
        this.sources = sources;
        this.message = message;
        this.tails = tails;
    }

    /**
     * Writes an event to {@code target}; returns where it ends. Bytes after it are undefined.
     *
     * @throws IndexOutOfBoundsException if there is no room
     */
    int assemble(PreparedTemplate template, int ordinal, int source, long point, byte[] target, int from)
            throws FormatException {
        BlockTails shared = tails;
        int version = shared == null ? TailTable.WHOLE : shared.version(template, source);
        target[from] = (byte) version;
        BigEndian.putLong(target, from + EventFormat.POINT_OFFSET, point);
        int host = sources.hostStarts[source];
        int hostLength = sources.hostStarts[source + 1] - host;
        ShortCopy.copyLoosely(sources.hosts, host, target, from + EventFormat.HOST_OFFSET, hostLength);
        int app = from + EventFormat.HOST_OFFSET + hostLength;
        int to = app;
        int shown = 0;
        byte[] text = message;
        byte[] pieces = template.pieces;
        byte[] texts = template.texts;
        int[] pieceStarts = template.pieceStarts;
        int[] textStarts = template.textStarts;
        int count = template.count();
        int messageValues = template.messageValues;
        int piece = 0;
        int literal = 0;
        for (int i = 0; i < count; i++) {
            int next = pieceStarts[i + 1];
            ShortCopy.copyLoosely(pieces, piece, target, to, next - piece);
            to += next - piece;
            piece = next;
            SegmentColumn column = template.values[i];
            if (column == null) {
                byte[] file = sources.fileToken(source);
                System.arraycopy(file, 0, target, to, file.length);
                to += file.length;
                continue;
            }
            int end = column.copy(ordinal, target, to);
            int length = end - to;
            if (length > BlockLayout.MAX_VALUE_BYTES) {
                throw RowAssembler.tooLong(null);
            }
            target[to - template.lengthByteBefore[i]] = (byte) length;
            if (i < messageValues) {
                int textEnd = textStarts[i + 1];
                ShortCopy.copyLoosely(texts, literal, text, shown, textEnd - literal);
                shown += textEnd - literal;
                literal = textEnd;
                ShortCopy.copyLoosely(target, to, text, shown, length);
                shown += length;
            }
            to = end;
        }
        int rest = textStarts[messageValues + 1] - literal;
        ShortCopy.copyLoosely(texts, literal, text, shown, rest);
        crc32.reset();
        crc32.update(text, 0, shown + rest);
        BigEndian.putInt(target, from + EventFormat.CRC_OFFSET, (int) crc32.getValue());
        int line = to + template.lastTokens;
        if (shared != null && version == TailTable.WHOLE && template.hasTail()) {
            line = putTail(template, source, pieces, piece, target, to);
            tailLength = 0;
        } else {
            tailLength = shared == null ? 0 : shared.length(version);
        }
        int lineBytes = pieceStarts[count + 1] - piece - template.lastTokens;
        if (line == to + template.lastTokens) {
            System.arraycopy(pieces, piece, target, to, template.lastTokens + lineBytes);
        } else {
            System.arraycopy(pieces, piece + template.lastTokens, target, line, lineBytes);
        }
        int tokens = app + template.tokensLengthAt;
        BigEndian.putShort(target, tokens, line - tokens - Short.BYTES);
        return line + lineBytes;
    }

    /** Writes the rest of the tokens, with a tail for which there is no room among those that are shared. */
    private int putTail(PreparedTemplate template, int source, byte[] pieces, int piece, byte[] target, int at) {
        System.arraycopy(pieces, piece, target, at, template.lastTokens);
        int to = at + template.lastTokens;
        to = put(template.tailBefore, target, to);
        if (template.tailHasSource) {
            to = put(sources.fileToken(source), target, to);
        }
        return put(template.tailAfter, target, to);
    }

    private static int put(byte[] source, byte[] target, int at) {
        System.arraycopy(source, 0, target, at, source.length);
        return at + source.length;
    }

    /** How much longer the event assembled last is when it is whole. */
    int tailLength() {
        return tailLength;
    }
}
