package evtools.pipe;

import evtools.cli.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a tool from reading the file that it writes: it would be empty before it is read, or never end. Files are told
 * apart by device and inode, so links don't hide them. Not thread-safe.
 */
final class OutputGuard {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final List<Object> keys = new ArrayList<>(1);
    private boolean looked;

    /** The output is this file, which exists by now, or one of these. */
    void outputIs(String name) {
        add(Path.of(name));
    }

    private void add(Path path) {
        Object key = key(path);
        if (key != null) {
            keys.add(key);
        }
        looked = true;
    }

    /** Whether a file is the output: what {@link #outputIs} said, else standard output. */
    boolean isOutput(File file) {
        if (!looked) {
            add(STANDARD_OUTPUT);
        }
        if (keys.isEmpty()) {
            return false;
        }
        Object key = key(file.toPath());
        return key != null && keys.contains(key);
    }

    /** Ends the tool, before anything is written, if one of the operands is the file {@code output}. */
    static void refuse(String output, List<String> operands) {
        Object outputKey = key(Path.of(output));
        if (outputKey == null) {
            return;
        }
        for (String operand : operands) {
            if (!operand.equals("-") && outputKey.equals(key(new File(operand).toPath()))) {
                throw UserError.in(operand, "is both input and output")
                        .withHint("write to another file, then rename it");
            }
        }
    }

    /** What tells a regular file from all others; null: there is none, or it is a pipe or device. */
    private static @Nullable Object key(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.fileKey() : null;
        } catch (IOException e) {
            return null;
        }
    }
}
