package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives out events of many sorted blocks in order, a stretch of time after another that fits a cache: walks the rows of
 * all blocks in it, sorts their points, and passes the rows on while they are still there.
 *
 * <pre>
 *   block  ──────|▓▓▓▓▓▓|───────
 *   block     ───|▓▓▓|───────────     ▓ keys (point, number) ──radix──► rows in order ──► sink
 *   in a file    |▓▓|▓▓|▓▓|──                                  as many pieces as reach into the stretch
 * </pre>
 *
 * <p>Takes a third of what a tree of losers takes, whose branches nobody can foresee. Not thread-safe.
 */
final class BlockGather {
    /** So many rows, as they usually are, fit the second cache. */
    private static final int USUAL_ROWS = 1 << 13;

    private static final int MOST_ROWS = 1 << 16;
    private static final int MANY_TIES = 40;

    /** More than this of files isn't read for a stretch, beside a piece of each block. */
    private static final long MOST_AHEAD_BYTES = 16 << 20;

    private static final long CRC_MASK = 0xFFFF_FFFFL;

    /** Stretches are shorter than a key can hold. */
    private static final long MAX_STRETCH_TICKS = 1L << (RadixSort.VALUE_BITS - 1);

    private final boolean dropDuplicates;
    private final SortScratch scratch;
    /** Blocks in which there are rows, in which of their arrays these end, and where. */
    private BlockRun[] runs = new BlockRun[16];

    private int[] lastArrays = new int[16];
    private int[] ends = new int[16];
    private int found;
    /** Arrays in which there are rows, and what these end in. */
    private byte[][] arrays = new byte[16][];

    private @Nullable SharedTail[] @Nullable [] tails = new SharedTail[16][];
    private int[] arrayOf = new int[USUAL_ROWS];
    private int[] offsetOf = new int[USUAL_ROWS];
    private int rows;
    private long stretchTicks = 1L << 20;
    private long duplicates;

    BlockGather(boolean dropDuplicates, SortScratch scratch) {
        this.dropDuplicates = dropDuplicates;
        this.scratch = scratch;
    }

    /** Passes what lies at too many points at once on in another way. */
    interface Crowd {
        /** Gives out all events up to this point. */
        void drainUpTo(long lastPoint) throws IOException;
    }

    long memoryBytes() {
        return 8L * arrayOf.length;
    }

    long duplicates() {
        return duplicates;
    }

    /** Gives out all events up to {@code lastPoint}, which are left out of their blocks. */
    void drainUpTo(List<BlockRun> blocks, long lastPoint, MergeSink sink, Crowd crowd) throws IOException {
        while (true) {
            long first = -1L;
            boolean any = false;
            for (BlockRun block : blocks) {
                if (block.state == Run.EVENT && Long.compareUnsigned(block.point, first) <= 0) {
                    first = block.point;
                    any = true;
                }
            }
            if (!any || Long.compareUnsigned(first, lastPoint) > 0) {
                return;
            }
            long last =
                    Long.compareUnsigned(lastPoint - first, stretchTicks) < 0 ? lastPoint : first + stretchTicks - 1;
            if (collect(blocks, first, last)) {
                giveOut(first, last, sink);
                advance();
                if (rows < USUAL_ROWS / 2 && stretchTicks < MAX_STRETCH_TICKS) {
                    stretchTicks *= 2;
                } else if (rows > USUAL_ROWS * 2 && stretchTicks > 1) {
                    stretchTicks /= 2;
                }
                continue;
            }
            for (BlockRun block : blocks) {
                block.forgetAhead();
            }
            if (stretchTicks > 1) {
                stretchTicks /= 2;
            } else {
                crowd.drainUpTo(first);
            }
        }
    }

    /** Walks all rows from the blocks' heads up to {@code last}; false: there are too many. */
    private boolean collect(List<BlockRun> blocks, long first, long last) throws IOException {
        found = 0;
        rows = 0;
        int arrayCount = 0;
        long aheadBytes = 0;
        for (int i = 0; i < blocks.size(); i++) {
            BlockRun block = blocks.get(i);
            if (block.state != Run.EVENT || Long.compareUnsigned(block.point, last) > 0) {
                continue;
            }
            block.open();
            growBlocks();
            byte[] bytes = block.buffer;
            int end = block.end();
            int at = block.offset;
            int ahead = 0;
            while (true) {
                growArrays(arrayCount);
                arrays[arrayCount] = bytes;
                tails[arrayCount] = block.tails;
                at = walk(bytes, at, end, arrayCount++, first, last);
                if (at < 0) {
                    return false;
                }
                Piece piece = at < end ? null : block.ahead(ahead + 1, last);
                if (piece == null) {
                    break;
                }
                aheadBytes += piece.length();
                byte[] next = piece.bytes();
                if (aheadBytes > MOST_AHEAD_BYTES || next == null) {
                    return false;
                }
                ahead++;
                bytes = next;
                end = piece.length();
                at = EventFormat.LENGTH_BYTES;
            }
            runs[found] = block;
            lastArrays[found] = ahead;
            ends[found] = at;
            found++;
        }
        return true;
    }

    private void growBlocks() {
        if (found == runs.length) {
            runs = Arrays.copyOf(runs, found * 2);
            lastArrays = Arrays.copyOf(lastArrays, found * 2);
            ends = Arrays.copyOf(ends, found * 2);
        }
    }

    private void growArrays(int count) {
        if (count == arrays.length) {
            arrays = Arrays.copyOf(arrays, count * 2);
            tails = Arrays.copyOf(tails, count * 2);
        }
    }

    /** Walks rows of an array; returns where the next one begins, or -1: there are too many. */
    private int walk(byte[] bytes, int from, int end, int array, long first, long last) {
        long[] keys = scratch.keys(arrayOf.length);
        int count = rows;
        int at = from;
        while (at < end) {
            long point = BigEndian.getLong(bytes, at + EventFormat.POINT_OFFSET);
            if (Long.compareUnsigned(point, last) > 0) {
                break;
            }
            if (count == arrayOf.length) {
                if (count == MOST_ROWS) {
                    return -1;
                }
                arrayOf = Arrays.copyOf(arrayOf, count * 2);
                offsetOf = Arrays.copyOf(offsetOf, count * 2);
                long[] old = keys;
                keys = scratch.keys(count * 2);
                System.arraycopy(old, 0, keys, 0, count);
            }
            keys[count] = (point - first) << RadixSort.PAYLOAD_BITS | count;
            arrayOf[count] = array;
            offsetOf[count] = at;
            count++;
            at += BigEndian.getUnsignedShort(bytes, at - EventFormat.LENGTH_BYTES) + EventFormat.LENGTH_BYTES;
        }
        rows = count;
        return at;
    }

    /** What was collected was given out. */
    private void advance() throws IOException {
        for (int i = 0; i < found; i++) {
            runs[i].moveTo(lastArrays[i], ends[i]);
        }
    }

    private void giveOut(long first, long last, MergeSink sink) throws IOException {
        long[] keys = scratch.radix().sort(scratch.keys(rows), scratch.otherKeys(rows), rows, last - first);
        int count = rows;
        int i = 0;
        while (i < count) {
            long value = keys[i] >>> RadixSort.PAYLOAD_BITS;
            int next = i + 1;
            while (next < count && keys[next] >>> RadixSort.PAYLOAD_BITS == value) {
                next++;
            }
            if (next - i > 1) {
                giveOutTies(keys, i, next, sink);
            } else {
                giveOut((int) (keys[i] & RadixSort.PAYLOAD_MASK), sink);
            }
            i = next;
        }
    }

    private void giveOut(int row, MergeSink sink) throws IOException {
        byte[] bytes = arrays[arrayOf[row]];
        int offset = offsetOf[row];
        int length = length(bytes, offset);
        SharedTail tail = tail(row);
        if (tail == null) {
            sink.event(bytes, offset, length);
        } else {
            sink.event(bytes, offset, length, tail);
        }
    }

    /** Rows at one point: by crc, which rarely is the same, too. */
    private void giveOutTies(long[] keys, int from, int to, MergeSink sink) throws IOException {
        for (int i = from; i < to; i++) {
            int row = (int) (keys[i] & RadixSort.PAYLOAD_MASK);
            long crc = BigEndian.getInt(arrays[arrayOf[row]], offsetOf[row] + EventFormat.CRC_OFFSET) & CRC_MASK;
            keys[i] = crc << RadixSort.PAYLOAD_BITS | row;
        }
        sort(keys, from, to);
        int i = from;
        while (i < to) {
            long crc = keys[i] >>> RadixSort.PAYLOAD_BITS;
            int next = i + 1;
            while (next < to && keys[next] >>> RadixSort.PAYLOAD_BITS == crc) {
                next++;
            }
            if (next - i > 1) {
                sortByBytes(keys, i, next);
            }
            for (int k = i; k < next; k++) {
                if (dropDuplicates && k > i && compare(keys[k - 1], keys[k]) == 0) {
                    duplicates++;
                } else {
                    giveOut((int) (keys[k] & RadixSort.PAYLOAD_MASK), sink);
                }
            }
            i = next;
        }
    }

    private static void sort(long[] keys, int from, int to) {
        if (to - from > MANY_TIES) {
            Arrays.sort(keys, from, to);
            return;
        }
        for (int i = from + 1; i < to; i++) {
            long key = keys[i];
            int j = i;
            while (j > from && keys[j - 1] > key) {
                keys[j] = keys[j - 1];
                j--;
            }
            keys[j] = key;
        }
    }

    private void sortByBytes(long[] keys, int from, int to) {
        if (to - from == 2) {
            if (compare(keys[from], keys[from + 1]) > 0) {
                long key = keys[from];
                keys[from] = keys[from + 1];
                keys[from + 1] = key;
            }
            return;
        }
        Long[] ties = new Long[to - from];
        for (int i = from; i < to; i++) {
            ties[i - from] = keys[i];
        }
        Arrays.sort(ties, this::compare);
        for (int i = from; i < to; i++) {
            keys[i] = ties[i - from];
        }
    }

    private int compare(long key, long otherKey) {
        int row = (int) (key & RadixSort.PAYLOAD_MASK);
        int other = (int) (otherKey & RadixSort.PAYLOAD_MASK);
        byte[] bytes = arrays[arrayOf[row]];
        byte[] otherBytes = arrays[arrayOf[other]];
        return Rows.compareAtSamePoint(
                bytes,
                offsetOf[row],
                length(bytes, offsetOf[row]),
                tail(row),
                otherBytes,
                offsetOf[other],
                length(otherBytes, offsetOf[other]),
                tail(other));
    }

    private static int length(byte[] bytes, int offset) {
        return BigEndian.getUnsignedShort(bytes, offset - EventFormat.LENGTH_BYTES);
    }

    private @Nullable SharedTail tail(int row) {
        int array = arrayOf[row];
        @Nullable SharedTail[] known = tails[array];
        return known == null ? null : known[arrays[array][offsetOf[row]] & 0xFF];
    }
}
