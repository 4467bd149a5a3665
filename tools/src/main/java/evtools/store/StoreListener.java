package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Is told what somebody should know about a store. Calls may come from any thread that uses the store. */
public interface StoreListener {
    /** A file ended inside a frame; the bytes from {@code offset} on were moved to {@code quarantine}. */
    void tailCut(Path file, long offset, long length, Path quarantine);

    /** Bytes inside a file are no frame and are skipped; a store keeps them where they are, a spool in quarantine. */
    void damaged(Path file, long offset, long length, String what);

    /** A spool's file holds frames of another spool: they are kept and not sent. */
    default void foreignFrames(Path file, int frames) {}

    /** Two frames have the same id and different bytes; both are kept. */
    void conflict(Path file, long origin, long sequence);

    /**
     * A frame's bytes have changed on disk: it is not counted as held any more.
     *
     * @param kept what is left of it; null if that could not be read or written
     */
    default void rotten(Path file, long offset, long length, String what, @Nullable Path kept) {}

    /** A disk failed: nothing more is promised for what is on it. */
    void diskFailed(Path directory, IOException failure);
}
