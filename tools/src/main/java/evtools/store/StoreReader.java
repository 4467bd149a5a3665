package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a store without opening it for writing: a server may be at work in it. Knows buckets by the names of their
 * directories; reads no frames.
 */
public final class StoreReader {
    private static final int DEPTH = 4;

    private final Disk disk;
    private final List<Path> roots;
    private final StoreIdentity identity;

    private StoreReader(Disk disk, List<Path> roots, StoreIdentity identity) {
        this.disk = disk;
        this.roots = roots;
        this.identity = identity;
    }

    /**
     * Opens a store's directories.
     *
     * @return null if the first one is no store's
     * @throws IOException also if they aren't all of the same store
     */
    public static @Nullable StoreReader open(Disk disk, List<Path> roots) throws IOException {
        StoreIdentity identity = StoreIdentity.find(disk, roots.getFirst());
        if (identity == null) {
            return null;
        }
        for (Path root : roots) {
            if (!identity.equals(StoreIdentity.find(disk, root))) {
                throw new IOException(root + ": belongs to another store than " + roots.getFirst());
            }
        }
        return new StoreReader(disk, roots, identity);
    }

    /** The files of a bucket, open for reading. The caller closes them. */
    public LeafFiles open(List<Path> files) {
        return new LeafFiles(disk, files);
    }

    /** When any of these files was written last, in milliseconds since the epoch. */
    public long lastWrittenMillis(List<Path> files) throws IOException {
        long last = Long.MIN_VALUE;
        for (Path file : files) {
            last = Math.max(last, disk.lastModifiedMillis(file));
        }
        return last;
    }

    /** Whose store it is. */
    public StoreIdentity identity() {
        return identity;
    }

    /** The files of each bucket, by bucket number. */
    public SortedMap<Long, List<Path>> buckets() throws IOException {
        SortedMap<Long, List<Path>> found = new TreeMap<>();
        for (Path root : roots) {
            collect(root, new int[DEPTH], 0, found);
        }
        return found;
    }

    /** Years, months, days and times of day are directories of digits; anything else is not ours. */
    private void collect(Path directory, int[] numbers, int depth, SortedMap<Long, List<Path>> found)
            throws IOException {
        for (String name : disk.list(directory)) {
            Path entry = directory.resolve(name);
            if (depth == DEPTH) {
                if (BucketPath.leafNumber(name) > 0) {
                    long bucket = beginSeconds(directory, numbers) / identity.bucketWidthSeconds();
                    found.computeIfAbsent(bucket, key -> new ArrayList<>()).add(entry);
                }
            } else if (BucketPath.isDigits(name) && name.length() <= 6 && disk.isDirectory(entry)) {
                numbers[depth] = Integer.parseInt(name);
                collect(entry, numbers, depth + 1, found);
            }
        }
    }

    private static long beginSeconds(Path directory, int[] numbers) throws IOException {
        int time = numbers[3];
        try {
            return LocalDateTime.of(numbers[0], numbers[1], numbers[2], time / 10_000, time / 100 % 100, time % 100)
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IOException(directory + ": not the name of a bucket", e);
        }
    }
}
