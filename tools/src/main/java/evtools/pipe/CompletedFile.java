package evtools.pipe;

import evtools.cli.FailureText;
import evtools.cli.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A file that gets its name when all of it is written, for formats of which a part is worth nothing. It is complete when
 * it is closed right after {@link #flush}; otherwise it goes.
 *
 * <pre>
 *   X.unfinished ── written ── closed ──► X        ended by a signal before: X is what it was
 * </pre>
 *
 * <p>What is no regular file, or a link such as {@code /dev/stdout}, is written to directly: another file in its place
 * would not be what was asked for. So is a file in a directory that takes no other.
 */
final class CompletedFile extends OutputStream {
    private static final String SUFFIX = ".unfinished";

    private final Path target;
    private final Path unfinished;
    private final NamedOutput out;
    private boolean complete;
    private boolean closed;

    private CompletedFile(Path target, Path unfinished, NamedOutput out) {
        this.target = target;
        this.unfinished = unfinished;
        this.out = out;
    }

    /** The name that it has meanwhile. */
    static String unfinishedName(String name) {
        return name + SUFFIX;
    }

    /** Opens a file to write to, which none of the operands may be; its errors name it. */
    static OutputStream open(String name, List<String> operands) {
        Path target = Path.of(name);
        boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (exists && !(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(target))) {
            return EventOutputOptions.openFile(name, operands);
        }
        OutputGuard.refuse(name, operands);
        OutputGuard.refuse(unfinishedName(name), operands);
        Path unfinished = Path.of(unfinishedName(name));
        NamedOutput out;
        try {
            out = new NamedOutput(name, unfinished.toFile());
        } catch (IOException e) {
            return EventOutputOptions.openFile(name, operands);
        }
        // When a signal ends the tool; the launcher sees to it that the JVM gets to know. After SIGKILL it stays.
        unfinished.toFile().deleteOnExit();
        CompletedFile file = new CompletedFile(target, unfinished, out);
        if (exists) {
            file.takePermissions();
        }
        return file;
    }

    private void takePermissions() {
        try {
            Files.setPosixFilePermissions(unfinished, Files.getPosixFilePermissions(target));
        } catch (IOException | UnsupportedOperationException e) {
            // Those of a new file then.
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        complete = false;
        out.write(bytes, offset, length);
    }

    /** All of it is written. */
    @Override
    public void flush() {
        complete = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
            if (complete) {
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UserError(target + ": " + FailureText.reason(e), e);
        } finally {
            unfinished.toFile().delete();
        }
    }
}
