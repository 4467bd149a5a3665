package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small text file of {@code name value} lines that is replaced as a whole, so a crash leaves the old or the new. */
final class PropertyFile {
    private static final int MAX_BYTES = 64 << 10;

    private PropertyFile() {}

    static Map<String, String> read(Disk disk, Path path) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        ByteBuffer bytes;
        try (DiskFile file = disk.open(path)) {
            long size = file.size();
            if (size > MAX_BYTES) {
                throw new IOException(
                        path + ": too long (expected at most " + MAX_BYTES + " bytes, found " + size + ")");
            }
            bytes = ByteBuffer.allocate((int) size);
            file.read(bytes, 0);
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                values.put(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        return values;
    }

    static void write(Disk disk, Path path, Map<String, String> values) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            text.append(entry.getKey()).append(' ').append(entry.getValue()).append('\n');
        }
        replace(disk, path, text.toString());
    }

    /** Replaces a file's contents as a whole, for good. */
    static void replace(Disk disk, Path path, String text) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try (DiskFile file = disk.create(temporary)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.force();
        }
        disk.replace(temporary, path);
        if (parent != null) {
            disk.forceDirectory(parent);
        }
    }
}
