package evtools.evport;

import evtools.cli.UserError;
import java.net.URI;
import java.nio.file.Path;

/** The spelling of archives: {@code file:///DIR}. */
final class ArchivePlace {
    private static final String FILE = "file:";

    private ArchivePlace() {}

    static boolean isOne(String text) {
        return text.startsWith(FILE) || text.startsWith("s3:");
    }

    static Path directory(String text) {
        if (!text.startsWith(FILE)) {
            throw UserError.usage("not an archive: " + text + " (expected file:///DIR)");
        }
        try {
            return Path.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw UserError.usage("not a directory's URL: " + text + " (expected file:///DIR)");
        }
    }
}
