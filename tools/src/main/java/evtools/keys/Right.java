package evtools.keys;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a key's owner may do with a server. */
public enum Right {
    /** Bring frames and ask who holds them: evsend. */
    SEND,
    /** Ask for frames: evfetch. */
    READ,
    /** Be another server of the cluster. */
    PEER,
    /** Archive, and let frames be deleted that are in the archive: evport. Includes {@link #READ}. */
    EXPORT;

    /** As it is written in a file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The right of a word; null if there is none. */
    static @Nullable Right of(String word) {
        for (Right right : values()) {
            if (right.word().equals(word)) {
                return right;
            }
        }
        return null;
    }
}
