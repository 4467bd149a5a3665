package evtools.pipe;

import evtools.cli.Stdio;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where tools put what doesn't fit into memory. */
public final class TemporaryDirectory {
    private TemporaryDirectory() {}

    /** {@code $TMPDIR}, or {@code /tmp}. */
    public static Path of(Stdio io) {
        return of(io, null);
    }

    /** The directory given by an option; if it wasn't given, {@code $TMPDIR}, or {@code /tmp}. */
    public static Path of(Stdio io, @Nullable Path given) {
        if (given != null) {
            return given;
        }
        String fromEnvironment = io.env("TMPDIR");
        return Path.of(fromEnvironment == null || fromEnvironment.isEmpty() ? "/tmp" : fromEnvironment);
    }
}
