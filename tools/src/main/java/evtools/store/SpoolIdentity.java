package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Who a spool is, kept in its file {@code evspool}: its origin, environment and bucket width, and how far sequence
 * numbers are used.
 *
 * <p>Sequence numbers are reserved in blocks before they are used, so that a frame lost in a crash never shares its id
 * with a later one. Guarded by the spool's lock.
 */
final class SpoolIdentity {
    /** Its name in the spool. */
    static final String FILE = "evspool";

    private static final String ORIGIN = "origin";
    private static final String MARK = "sequence-mark";
    private static final long BLOCK = 1L << 20;

    private final Disk disk;
    private final Path file;
    private final Map<String, String> values;
    private final long origin;
    private long nextSequence;
    private long reservedUpTo;

    private SpoolIdentity(Disk disk, Path file, Map<String, String> values) throws IOException {
        this.disk = disk;
        this.file = file;
        this.values = values;
        try {
            this.origin = Long.parseUnsignedLong(values.getOrDefault(ORIGIN, ""), 16);
            this.reservedUpTo = Long.parseLong(values.getOrDefault(MARK, ""));
        } catch (NumberFormatException e) {
            throw new IOException(file + ": damaged spool identity", e);
        }
        this.nextSequence = reservedUpTo;
    }

    /**
     * Reads the identity of a spool, or makes one where it is new.
     *
     * @throws IOException also if it is of another environment or bucket width
     */
    static SpoolIdentity open(
            Disk disk, Path directory, String environment, int bucketWidthSeconds, RandomGenerator random)
            throws IOException {
        Path file = directory.resolve(FILE);
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("version", "1");
        wanted.put("environment", environment);
        wanted.put("bucket-width", Integer.toString(bucketWidthSeconds));
        Map<String, String> values = disk.exists(file) ? PropertyFile.read(disk, file) : new LinkedHashMap<>();
        if (values.isEmpty()) {
            refuseIfFramesAreThere(disk, directory);
            values.putAll(wanted);
            values.put(ORIGIN, StoreIdentity.hex(StoreIdentity.nonZero(random)));
            values.put(MARK, "1");
            PropertyFile.write(disk, file, values);
        }
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            String found = values.get(entry.getKey());
            if (!entry.getValue().equals(found)) {
                throw new IOException(
                        directory + ": spool of another " + entry.getKey().replace('-', ' ') + " (expected '"
                                + entry.getValue() + "', found '" + found + "')");
            }
        }
        return new SpoolIdentity(disk, file, values);
    }

    /** Frames without the identity that made them would be nobody's, and be forgotten. */
    private static void refuseIfFramesAreThere(Disk disk, Path directory) throws IOException {
        for (String name : disk.list(directory)) {
            if (BucketPath.leafNumber(name) > 0) {
                throw new IOException(directory + ": " + FILE + " is missing or empty, but there are frames in " + name
                        + "; give the files with frames as input to an evsend with another spool");
            }
        }
    }

    long origin() {
        return origin;
    }

    /** Whether its file is still there. */
    boolean isPresent() {
        return disk.exists(file);
    }

    long takeSequence() throws IOException {
        if (nextSequence >= reservedUpTo) {
            long mark = nextSequence + BLOCK;
            values.put(MARK, Long.toString(mark));
            PropertyFile.write(disk, file, values);
            reservedUpTo = mark;
        }
        return nextSequence++;
    }
}
