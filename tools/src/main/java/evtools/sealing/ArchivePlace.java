package evtools.sealing;

import evtools.cli.UserError;
import java.net.URI;
import java.nio.file.Path;

/** The spelling of archives: {@code file:///DIR}, and where nothing else can be meant, {@code DIR}. */
public final class ArchivePlace {
    private static final String FILE = "file:";
    private static final String S3 = "s3:";

    private ArchivePlace() {}

    /** Whether the text can only be an archive. */
    public static boolean isOne(String text) {
        return text.startsWith(FILE) || text.startsWith(S3);
    }

    /** The directory of an archive's URL. */
    public static Path directory(String text) {
        if (!text.startsWith(FILE)) {
            throw UserError.usage("not an archive: " + text + " (expected file:///DIR)");
        }
        try {
            return Path.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw UserError.usage("not a directory's URL: " + text + " (expected file:///DIR)");
        }
    }

    /** The directory of an archive's URL, or the one that is named as it is. */
    public static Path directoryOrUrl(String text) {
        return isOne(text) ? directory(text) : Path.of(text);
    }
}
