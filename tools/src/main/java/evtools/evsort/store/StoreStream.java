package evtools.evsort.store;

import evtools.archive.ArchiveBucket;
import evtools.cli.Stdio;
import evtools.format.frame.FrameHeader;
import evtools.pipe.EventOutput;
import evtools.pipe.SortedOutput;
import evtools.sealing.DueRule;
import evtools.sealing.StoreScan;
import evtools.sort.FrameMerge;
import evtools.sort.MergeCounts;
import evtools.store.StoreReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All events of a store's buckets that are due as one sorted stream. Frames are taken by their bounds: one that overlaps
 * nothing is passed on as it is, undecoded, copies fall out by their ids. In memory: what overlaps now, and about 100
 * bytes for each frame.
 */
final class StoreStream {
    private final Stdio io;
    private final StoreReader store;
    private final DueRule rule;
    private final StoreMode.Settings settings;

    StoreStream(Stdio io, StoreReader store, DueRule rule, StoreMode.Settings settings) {
        this.io = io;
        this.store = store;
        this.rule = rule;
        this.settings = settings;
    }

    /** Gives everything out; returns whether something couldn't be read. */
    boolean run(EventOutput out) throws IOException {
        Taking taking = new Taking();
        try (StoreScan scan = new StoreScan(io, store, paths(), taking);
                FrameMerge frames = new FrameMerge(
                        settings.memoryBytes(),
                        settings.temporaryDirectory(),
                        (place, length, what) -> scan.unreadable(place, length, what))) {
            taking.begin(scan, frames);
            scan.run();
            int taken = frames.size();
            MergeCounts counts = frames.drain(true, new SortedOutput(out, true, false).passingFrames());
            if (settings.stats()) {
                String text = "frames              " + taken + "\nframes passed on    " + counts.wholeFrames()
                        + "\nframes left out     " + counts.duplicateFrames() + "\nevents merged       "
                        + counts.events()
                        + "\nduplicates left out " + counts.duplicateEvents() + "\n";
                io.err().write(text.getBytes(StandardCharsets.UTF_8));
            }
            return scan.damaged();
        }
    }

    private List<Path> paths() throws IOException {
        int width = store.identity().bucketWidthSeconds();
        long now = io.clock().epochNanos() / 1_000_000_000;
        List<Path> paths = new ArrayList<>();
        for (Map.Entry<Long, List<Path>> entry : store.buckets().entrySet()) {
            ArchiveBucket bucket = new ArchiveBucket(store.identity().environment(), entry.getKey(), width);
            if (rule.mayBeDue(bucket, now)) {
                paths.addAll(entry.getValue());
            }
        }
        return paths;
    }

    private static final class Taking implements StoreScan.Taker {
        private @Nullable StoreScan scan;
        private @Nullable FrameMerge frames;

        void begin(StoreScan newScan, FrameMerge newFrames) {
            scan = newScan;
            frames = newFrames;
        }

        @Override
        public boolean wants(FrameHeader header) {
            return true;
        }

        @Override
        public @Nullable String refuses(FrameHeader header) {
            return null;
        }

        @Override
        public void take(FrameHeader header, int headerCrc, long place) {
            StoreScan from = scan;
            FrameMerge to = frames;
            if (from != null && to != null) {
                to.add(header, headerCrc, from::fetch, place);
            }
        }
    }
}
