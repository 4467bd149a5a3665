package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what a store says. */
final class RecordingListener implements StoreListener {
    final List<Path> quarantined = new ArrayList<>();
    final List<Long> cutBytes = new ArrayList<>();
    final List<String> damages = new ArrayList<>();
    final List<Path> failedDisks = new ArrayList<>();
    final List<Path> rotten = new ArrayList<>();
    int conflicts;
    int foreignFrames;

    @Override
    public void tailCut(Path file, long offset, long length, Path quarantine) {
        quarantined.add(quarantine);
        cutBytes.add(length);
    }

    @Override
    public void damaged(Path file, long offset, long length, String what) {
        damages.add(what);
    }

    @Override
    public void foreignFrames(Path file, int frames) {
        foreignFrames += frames;
    }

    @Override
    public void conflict(Path file, long origin, long sequence) {
        conflicts++;
    }

    @Override
    public void rotten(Path file, long offset, long length, String what, @Nullable Path kept) {
        rotten.add(kept == null ? Path.of("none") : kept);
    }

    @Override
    public void diskFailed(Path directory, IOException failure) {
        failedDisks.add(directory);
    }
}
