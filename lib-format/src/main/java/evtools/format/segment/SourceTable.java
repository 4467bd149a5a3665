package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sources of a block while it is written: host and file, and the resolution of their times. Not thread-safe. */
final class SourceTable {
    private static final long[] RESOLUTIONS = {
        6_000_000_000L, 100_000_000L, 10_000_000L, 1_000_000L, 100_000L, 10_000L, 1_000L, 100L, 10L
    };
    /** Numbers that follow a time are probably running ones below this. */
    private static final int NUMBERS_BELOW = 5;

    private static final int CANDIDATES = 1 << 10;

    private final Domain keys = new Domain();
    private final ByteArrayBuilder key = new ByteArrayBuilder(512);
    private long[] hashes = new long[1 << 8];

    /** Per place of {@link #hashes}: the number of a source plus one; 0: none. */
    private int[] numbers = new int[1 << 8];

    /** Numbers of sources, plus one, that hosts and files with such ends probably have. */
    private final int[] candidates = new int[CANDIDATES];

    private long[] resolutions = new long[16];

    /** The number of the source with this host and file. */
    int find(byte[] buffer, int host, int hostLength, int file, int fileLength, boolean hasFile) {
        int place = candidatePlace(buffer, host, hostLength, file, fileLength);
        int known = candidates[place] - 1;
        if (known < 0 || !is(known, buffer, host, hostLength, file, fileLength, hasFile)) {
            known = findByHash(buffer, host, hostLength, file, fileLength, hasFile);
            candidates[place] = known + 1;
        }
        return known;
    }

    private static int candidatePlace(byte[] buffer, int host, int hostLength, int file, int fileLength) {
        long hash = ByteHash.mix(hostLength, end(buffer, host, hostLength));
        return ByteHash.place(ByteHash.mix(hash, end(buffer, file, fileLength)), CANDIDATES - 1);
    }

    /** The last bytes of a name, eight at most. */
    private static long end(byte[] buffer, int offset, int length) {
        if (length >= Long.BYTES) {
            return BigEndian.getLong(buffer, offset + length - Long.BYTES);
        }
        long end = length;
        for (int i = 0; i < length; i++) {
            end = end << Byte.SIZE | (buffer[offset + i] & 0xFF);
        }
        return end;
    }

    private int findByHash(byte[] buffer, int host, int hostLength, int file, int fileLength, boolean hasFile) {
        long hash = ByteHash.of(buffer, host, hostLength, hasFile ? 1 : 2);
        if (hasFile) {
            hash = ByteHash.of(buffer, file, fileLength, hash);
        }
        int mask = hashes.length - 1;
        int place = ByteHash.place(hash, mask);
        while (numbers[place] != 0) {
            int number = numbers[place] - 1;
            if (hashes[place] == hash && is(number, buffer, host, hostLength, file, fileLength, hasFile)) {
                return number;
            }
            place = (place + 1) & mask;
        }
        int number = add(buffer, host, hostLength, file, fileLength, hasFile);
        hashes[place] = hash;
        numbers[place] = number + 1;
        if (keys.size() * 2 > numbers.length) {
            grow();
        }
        return number;
    }

    private boolean is(int number, byte[] buffer, int host, int hostLength, int file, int fileLength, boolean hasFile) {
        byte[] bytes = keys.bytes();
        int from = keys.start(number);
        int end = keys.start(number + 1);
        int fileFrom = from + 1 + hostLength;
        return (bytes[from] & 0xFF) == hostLength
                && (bytes[end - 1] != 0) == hasFile
                && end - 1 - fileFrom == (hasFile ? fileLength : 0)
                && Arrays.equals(bytes, from + 1, fileFrom, buffer, host, host + hostLength)
                && (!hasFile || Arrays.equals(bytes, fileFrom, end - 1, buffer, file, file + fileLength));
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldNumbers = numbers;
        hashes = new long[oldHashes.length * 4];
        numbers = new int[hashes.length];
        int mask = hashes.length - 1;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldNumbers[i] != 0) {
                int place = ByteHash.place(oldHashes[i], mask);
                while (numbers[place] != 0) {
                    place = (place + 1) & mask;
                }
                hashes[place] = oldHashes[i];
                numbers[place] = oldNumbers[i];
            }
        }
    }

    private int add(byte[] buffer, int host, int hostLength, int file, int fileLength, boolean hasFile) {
        key.clear();
        key.put(hostLength).put(buffer, host, hostLength);
        if (hasFile) {
            key.put(buffer, file, fileLength);
        }
        key.put(hasFile ? 1 : 0);
        return keys.intern(key.array(), 0, key.length());
    }

    int size() {
        return keys.size();
    }

    /** Finds the resolution of each source: the coarsest that leaves small running numbers to most points. */
    void findResolutions(int[] sourceOfRow, long[] points, int rows) {
        int size = keys.size();
        if (resolutions.length < size) {
            resolutions = new long[size * 2];
        }
        int[] seen = new int[size];
        int[][] fits = new int[size][RESOLUTIONS.length];
        for (int row = 0; row < rows; row++) {
            int source = sourceOfRow[row];
            if (seen[source] >= 1_000) {
                continue;
            }
            seen[source]++;
            long point = points[row];
            for (int i = 0; i < RESOLUTIONS.length; i++) {
                fits[source][i] += Long.remainderUnsigned(point, RESOLUTIONS[i]) < allowed(RESOLUTIONS[i]) ? 1 : 0;
            }
        }
        for (int i = 0; i < size; i++) {
            resolutions[i] = 1;
            for (int r = 0; r < RESOLUTIONS.length; r++) {
                if (fits[i][r] * 10L >= seen[i] * 9L) {
                    resolutions[i] = RESOLUTIONS[r];
                    break;
                }
            }
        }
    }

    private static long allowed(long resolution) {
        return Math.max(1, Math.min(resolution / NUMBERS_BELOW / 2, 4_096));
    }

    long resolution(int source) {
        return resolutions[source];
    }

    /** @param rowCounts how many rows each source has; null: they aren't written */
    void write(ByteArrayBuilder meta, int @Nullable [] rowCounts) {
        Varint.put(meta, keys.size());
        for (int i = 0; i < keys.size(); i++) {
            byte[] bytes = keys.bytes();
            int from = keys.start(i);
            int hostLength = bytes[from] & 0xFF;
            int fileLength = keys.length(i) - hostLength - 2;
            boolean hasFile = bytes[from + keys.length(i) - 1] != 0;
            Varint.put(meta, hostLength);
            meta.put(bytes, from + 1, hostLength);
            Varint.put(meta, hasFile ? fileLength + 1 : 0);
            meta.put(bytes, from + 1 + hostLength, fileLength);
            Varint.put(meta, resolutions[i]);
            if (rowCounts != null) {
                Varint.put(meta, rowCounts[i]);
            }
        }
    }
}
