package evtools.store;

import java.io.IOException;
import java.util.Locale;

/** Tells a full disk from a broken one. The JDK has no type for it, only the system's message. */
public final class DiskErrors {
    private DiskErrors() {}

    /** Whether this says that there is no room (ENOSPC, EDQUOT, EFBIG). */
    public static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded") || message.contains("too large");
    }
}
