package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a store is and what it is for, kept in its file {@code evstore}.
 *
 * @param holder random id of this store; new when the store is new, so a wiped server never answers for what it lost
 * @param environment the cluster's name
 * @param bucketWidthSeconds width of its buckets
 */
public record StoreIdentity(long holder, String environment, int bucketWidthSeconds) {
    /** Name of the file. */
    static final String FILE = "evstore";

    private static final String VERSION = "version";
    private static final String HOLDER = "holder";
    private static final String ENVIRONMENT = "environment";
    private static final String WIDTH = "bucket-width";

    /**
     * Reads the identity of a store's directories; writes it into those that are new.
     *
     * @throws IOException also if a directory belongs to another store, environment or bucket width
     */
    static StoreIdentity openAll(
            Disk disk, List<Path> roots, String environment, int bucketWidthSeconds, RandomGenerator random)
            throws IOException {
        StoreIdentity identity = null;
        Path source = null;
        for (Path root : roots) {
            Path file = root.resolve(FILE);
            if (!disk.exists(file)) {
                continue;
            }
            StoreIdentity found = read(disk, file);
            if (identity != null && found.holder != identity.holder) {
                throw new IOException(root + ": belongs to another store than " + source);
            }
            if (!found.environment.equals(environment)) {
                throw new IOException(root + ": store of another environment (expected '" + environment + "', found '"
                        + found.environment + "')");
            }
            if (found.bucketWidthSeconds != bucketWidthSeconds) {
                throw new IOException(root + ": store with another bucket width (expected " + bucketWidthSeconds
                        + "s, found " + found.bucketWidthSeconds + "s)");
            }
            identity = found;
            source = root;
        }
        if (identity == null) {
            identity = new StoreIdentity(nonZero(random), environment, bucketWidthSeconds);
        }
        for (Path root : roots) {
            Path file = root.resolve(FILE);
            if (!disk.exists(file)) {
                Map<String, String> values = new LinkedHashMap<>();
                values.put(VERSION, "1");
                values.put(HOLDER, hex(identity.holder));
                values.put(ENVIRONMENT, environment);
                values.put(WIDTH, Integer.toString(bucketWidthSeconds));
                PropertyFile.write(disk, file, values);
            }
        }
        return identity;
    }

    /** Reads the identity of a store's directory; null if it is none. */
    static @Nullable StoreIdentity find(Disk disk, Path root) throws IOException {
        Path file = root.resolve(FILE);
        return disk.exists(file) ? read(disk, file) : null;
    }

    private static StoreIdentity read(Disk disk, Path file) throws IOException {
        Map<String, String> values = PropertyFile.read(disk, file);
        try {
            if (!"1".equals(values.get(VERSION))) {
                throw new IOException(
                        file + ": not a store of this version (expected 1, found " + values.get(VERSION) + ")");
            }
            return new StoreIdentity(
                    Long.parseUnsignedLong(values.getOrDefault(HOLDER, ""), 16),
                    values.getOrDefault(ENVIRONMENT, ""),
                    Integer.parseInt(values.getOrDefault(WIDTH, "")));
        } catch (NumberFormatException e) {
            throw new IOException(file + ": damaged store identity", e);
        }
    }

    /** A random id; zero means none. */
    static long nonZero(RandomGenerator random) {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }

    static String hex(long id) {
        String digits = Long.toHexString(id);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
