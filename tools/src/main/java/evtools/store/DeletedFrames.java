package evtools.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a store has deleted.
 *
 * @param count frames that are gone
 * @param failure what could not be done besides: a file is still there, which the next start deletes, or tombstones are
 *     not on disk, which {@link DirectoryStore#saveTombstones} tries again; null: nothing
 */
public record DeletedFrames(int count, @Nullable IOException failure) {
    static final DeletedFrames NONE = new DeletedFrames(0, null);
}
