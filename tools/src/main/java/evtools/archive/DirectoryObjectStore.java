package evtools.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A directory as an object store: keys are paths.
 *
 * <pre>
 *   ROOT/.tmp/RANDOM      written, synced  ──link(2)──► ROOT/KEY     exclusive and complete; then the first name goes
 * </pre>
 *
 * <p>What a killed process leaves in {@code .tmp} is removed a day later. The file system must know hard links.
 */
public final class DirectoryObjectStore implements ObjectStore {
    private static final String TEMPORARY = ".tmp";
    private static final long STALE_MILLIS = 24 * 3600_000L;

    private final Path root;
    private final RandomGenerator random;

    /**
     * Opens a directory.
     *
     * @param create whether to make it if it is missing
     * @param random for the names of temporary files
     */
    public static DirectoryObjectStore open(Path root, boolean create, RandomGenerator random) throws IOException {
        if (create) {
            Files.createDirectories(root);
        } else if (!Files.exists(root)) {
            throw new NoSuchFileException(root.toString());
        }
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(root.toString());
        }
        return new DirectoryObjectStore(root, random);
    }

    /** Opens a directory that nothing is written to; one that is missing is an empty store. */
    public static DirectoryObjectStore openForReading(Path root, RandomGenerator random) throws IOException {
        return Files.exists(root) ? open(root, false, random) : new DirectoryObjectStore(root, random);
    }

    private DirectoryObjectStore(Path root, RandomGenerator random) {
        this.root = root;
        this.random = random;
    }

    private Path path(String key) {
        Path path = root.resolve(key).normalize();
        if (key.isEmpty() || key.startsWith("/") || key.startsWith(".") || !path.startsWith(root.normalize())) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return path;
    }

    /** Removes what processes that were killed a day or more ago have left behind. */
    public void removeStale(long nowMillis) throws IOException {
        Path temporary = root.resolve(TEMPORARY);
        if (!Files.isDirectory(temporary)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toMillis() < nowMillis - STALE_MILLIS) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public Upload newUpload() throws IOException {
        Path directory = root.resolve(TEMPORARY);
        Files.createDirectories(directory);
        Path file = directory.resolve(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
        return new FileUpload(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        try (Upload upload = newUpload()) {
            upload.stream().write(bytes);
            return upload.commitAs(key);
        }
    }

    @Override
    public @Nullable ObjectInfo find(String key) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path(key), BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new ObjectInfo(
                            key,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis())
                    : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public InputStream get(String key, long offset, long length) throws IOException {
        FileChannel file = FileChannel.open(path(key), StandardOpenOption.READ);
        file.position(offset);
        return new Range(Channels.newInputStream(file), length);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter, int most) throws IOException {
        List<ObjectInfo> found = new ArrayList<>();
        list(root, "", prefix, startAfter, most, found);
        return found;
    }

    /** A directory sorts among its neighbours as its name with a slash, as in keys. */
    private static void list(
            Path directory, String parent, String prefix, String startAfter, int most, List<ObjectInfo> found)
            throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".")) {
                    names.add(parent + name + (Files.isDirectory(entry) ? "/" : ""));
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
        names.sort(Comparator.naturalOrder());
        for (String name : names) {
            if (found.size() >= most) {
                return;
            }
            if (name.endsWith("/")) {
                boolean mayHavePrefix = name.startsWith(prefix) || prefix.startsWith(name);
                boolean mayBeAfter = name.compareTo(startAfter) > 0 || startAfter.startsWith(name);
                if (mayHavePrefix && mayBeAfter) {
                    list(directory.resolve(lastPart(name)), name, prefix, startAfter, most, found);
                }
            } else if (name.startsWith(prefix) && name.compareTo(startAfter) > 0) {
                Path file = directory.resolve(lastPart(name));
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    found.add(new ObjectInfo(
                            name,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                } catch (NoSuchFileException e) {
                    // Deleted meanwhile: as if it had never been listed.
                }
            }
        }
    }

    private static String lastPart(String name) {
        int end = name.endsWith("/") ? name.length() - 1 : name.length();
        return name.substring(name.lastIndexOf('/', end - 1) + 1, end);
    }

    @Override
    public void touch(String key, long nowMillis) {
        try {
            Files.setLastModifiedTime(path(key), FileTime.fromMillis(nowMillis));
        } catch (IOException e) {
            // Gone, or another user's. Whoever wants it kept looks for it afterwards.
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(path(key));
    }

    @Override
    public void close() {}

    private static void sync(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private final class FileUpload implements Upload {
        private final Path file;
        private final FileChannel channel;
        private final OutputStream stream;

        FileUpload(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
            this.stream = new NamedFileStream(file, channel);
        }

        @Override
        public OutputStream stream() {
            return stream;
        }

        @Override
        public InputStream reopen() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public boolean commitAs(String key) throws IOException {
            Path target = path(key);
            try {
                channel.force(true);
            } catch (IOException e) {
                throw NamedFileStream.named(file, e);
            }
            List<Path> changed = makeParents(target);
            try {
                Files.createLink(target, file);
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (UnsupportedOperationException e) {
                throw new IOException(root + ": file system without hard links", e);
            }
            for (Path directory : changed) {
                sync(directory);
            }
            return true;
        }

        /** Makes the directories above a file; returns those that have a new entry. */
        private List<Path> makeParents(Path target) throws IOException {
            List<Path> changed = new ArrayList<>();
            Path directory = target.getParent();
            while (directory != null && !directory.equals(root) && !Files.isDirectory(directory)) {
                changed.add(directory);
                directory = directory.getParent();
            }
            if (directory != null) {
                changed.add(directory);
            }
            Files.createDirectories(changed.getFirst());
            return changed;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** Ends after so many bytes. */
    private static final class Range extends FilterInputStream {
        private long left;

        Range(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int done = super.read(target, offset, (int) Math.min(count, left));
            left -= Math.max(done, 0);
            return done;
        }
    }
}
