package evtools.archive;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An archive as a directory with files in it, for who reads all that is in a directory: which of the segments count.
 * Those that don't hold events that others hold too: their writer was killed, or they were replaced lately.
 */
public final class ArchiveFolder {
    /** The directory with the manifests. It holds nothing else. */
    public static final String MANIFESTS = "manifest";

    private static final String SEGMENT_SUFFIX = ".evs";

    private final Set<File> counting;

    private ArchiveFolder(Set<File> counting) {
        this.counting = counting;
    }

    /**
     * Reads the manifests below a directory.
     *
     * @return null if it is no archive
     * @throws IOException if a manifest can't be read
     */
    public static @Nullable ArchiveFolder open(File directory) throws IOException {
        File manifests = new File(directory, MANIFESTS);
        String[] environments = manifests.list();
        if (environments == null || !manifests.isDirectory()) {
            return null;
        }
        Set<File> counting = new HashSet<>();
        Path root = directory.toPath();
        try (DirectoryObjectStore store = DirectoryObjectStore.open(root, false, new SecureRandom())) {
            List<Manifest> ofBucket = new ArrayList<>();
            String bucket = "";
            for (ObjectStore.ObjectInfo object : Archive.list(store, MANIFESTS + "/")) {
                if (!isManifest(object.key())) {
                    continue;
                }
                String name = object.key().substring(0, object.key().lastIndexOf('/'));
                if (!name.equals(bucket)) {
                    add(directory, ofBucket, counting);
                    ofBucket.clear();
                    bucket = name;
                }
                ofBucket.add(Archive.read(store, object));
            }
            add(directory, ofBucket, counting);
        }
        return new ArchiveFolder(counting);
    }

    /** Whether a key is {@code manifest/environment/day/bucket/number}: others are none of ours. */
    private static boolean isManifest(String key) {
        String[] parts = key.split("/", -1);
        return parts.length == 5 && parts[2].length() == 10 && parts[3].endsWith("Z") && parts[4].length() == 3;
    }

    private static void add(File directory, List<Manifest> ofBucket, Set<File> counting) {
        for (SegmentInfo segment : Archive.segmentsOf(Archive.counting(ofBucket))) {
            counting.add(new File(directory, segment.key()));
        }
    }

    /** Whether a file of the archive is a segment that no manifest names, or one that was replaced. */
    public boolean isLeftOut(File file) {
        return file.getName().endsWith(SEGMENT_SUFFIX) && !counting.contains(file);
    }
}
