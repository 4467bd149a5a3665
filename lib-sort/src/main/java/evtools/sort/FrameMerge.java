package evtools.sort;

import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a heap of frames, in any order and with copies among them, into one sorted stream: fill it, drain it.
 *
 * <pre>
 *   add(frame): known id? out. Else kept as it is, in memory or, beyond the budget, in one temporary file,
 *               or left where it is, to be fetched when it is opened
 *   drain:      frames by their first point ─► merge of those that overlap now ─► sink
 *               a frame that overlaps nothing is never decoded
 * </pre>
 *
 * <p>Frames are taken undecoded; those that aren't sorted inside are sorted when they are opened. Memory: half of the
 * budget for frames waiting, half for frames open; if more overlap, groups of them are merged into temporary files
 * first. Not thread-safe.
 */
public final class FrameMerge implements AutoCloseable {
    private final long halfMemoryBytes;
    private final Path temporaryDirectory;
    private final TempRuns temporary;
    private final DamageListener damage;
    private final FrameCodecs codecs = new FrameCodecs();
    private final SortScratch scratch = new SortScratch();
    private final FrameIds ids = new FrameIds();
    private final List<StoredFrame> frames = new ArrayList<>();
    private long heldBytes;
    private @Nullable TemporaryFile overflow;

    /**
     * Makes an empty heap.
     *
     * @param memoryBytes how much memory it may use, roughly; at least 16 MiB are used if needed
     * @param temporaryDirectory where what doesn't fit goes
     * @param damage is told of frames that turn out unreadable when they are opened; the offset is the place of those
     *     that were left where they are, else 0
     */
    public FrameMerge(long memoryBytes, Path temporaryDirectory, DamageListener damage) {
        this.halfMemoryBytes = Math.max(memoryBytes, 16L << 20) / 2;
        this.temporaryDirectory = temporaryDirectory;
        this.temporary = new TempRuns(temporaryDirectory);
        this.damage = damage;
    }

    /**
     * Adds a copy of a readable events frame. Its header and payload checksum must have been checked.
     *
     * @param buffer holds the frame, header first
     * @return false if it is a copy of a frame that was added before
     */
    public boolean add(FrameHeader header, byte[] buffer, int offset) throws IOException {
        if (header.kind() != FrameKind.EVENTS || header.unreadable() != null) {
            throw new IllegalArgumentException("not a readable events frame");
        }
        if (ids.isCopy(header)) {
            return false;
        }
        if (header.events() == 0) {
            return true;
        }
        int length = header.frameLength();
        if (heldBytes + length <= halfMemoryBytes) {
            byte[] copy = new byte[length];
            System.arraycopy(buffer, offset, copy, 0, length);
            heldBytes += length;
            frames.add(new StoredFrame(this, header, copy, null, 0));
        } else {
            TemporaryFile file = overflow;
            if (file == null) {
                file = TemporaryFile.open(temporaryDirectory);
                overflow = file;
            }
            frames.add(new StoredFrame(this, header, null, null, file.length()));
            file.append(buffer, offset, length);
        }
        return true;
    }

    /** Where frames are that aren't kept here. */
    @FunctionalInterface
    public interface Places {
        /** The whole frame at a place, header first, its checksums checked. */
        byte[] fetch(long place, int length) throws IOException;
    }

    /**
     * Adds a copy of a readable events frame that is fetched when its events are wanted.
     *
     * @param headerCrc the header's checksum
     * @param places where it is then
     * @return false if it is a copy of a frame that was added before
     */
    public boolean add(FrameHeader header, int headerCrc, Places places, long place) {
        if (header.kind() != FrameKind.EVENTS || header.unreadable() != null) {
            throw new IllegalArgumentException("not a readable events frame");
        }
        if (ids.isCopy(header, headerCrc)) {
            return false;
        }
        if (header.events() != 0) {
            frames.add(new StoredFrame(this, header, null, places, place));
        }
        return true;
    }

    /** Frames in the heap. */
    public int size() {
        return frames.size();
    }

    /**
     * Gives out all events in order, and empties the heap. Ids are remembered: copies of frames that were given out
     * still fall out.
     */
    public MergeCounts drain(boolean dropDuplicates, MergeSink sink) throws IOException {
        frames.sort(Comparator.comparingLong((StoredFrame frame) -> RunMerge.key(frame.minPoint)));
        try (RunMerge merge = new RunMerge(dropDuplicates)) {
            List<Run> groups = new ArrayList<>();
            try {
                if (overlappingBytes() > halfMemoryBytes) {
                    mergeInGroups(merge, groups);
                    for (Run group : groups) {
                        group.load();
                        merge.add(group);
                    }
                } else {
                    merge.addWaiting(frames);
                }
                merge.drain(sink);
            } finally {
                for (Run group : groups) {
                    group.close();
                }
            }
            clear();
            return new MergeCounts(
                    merge.events(), merge.wholeFrames(), merge.duplicates(), ids.copies(), ids.conflicts());
        }
    }

    /** Groups take consecutive frames, as many as fit, so that later they overlap little. */
    private void mergeInGroups(RunMerge merge, List<Run> groups) throws IOException {
        int from = 0;
        while (from < frames.size()) {
            int to = from;
            long bytes = 0;
            while (to < frames.size() && (to == from || bytes + frames.get(to).wholeLength <= halfMemoryBytes)) {
                bytes += frames.get(to).wholeLength;
                to++;
            }
            List<StoredFrame> group = frames.subList(from, to);
            groups.add(temporary.write(sink -> {
                merge.addWaiting(group);
                merge.drain(sink);
            }));
            merge.restart();
            from = to;
        }
    }

    /** The most decoded bytes that lie over one point of time. */
    private long overlappingBytes() {
        List<StoredFrame> byEnd = new ArrayList<>(frames);
        byEnd.sort(Comparator.comparingLong((StoredFrame frame) -> RunMerge.key(frame.maxPoint)));
        long most = 0;
        long now = 0;
        int ended = 0;
        for (StoredFrame frame : frames) {
            while (RunMerge.key(byEnd.get(ended).maxPoint) < RunMerge.key(frame.minPoint)) {
                now -= byEnd.get(ended++).wholeLength;
            }
            now += frame.wholeLength;
            most = Math.max(most, now);
        }
        return most;
    }

    private void clear() throws IOException {
        frames.clear();
        heldBytes = 0;
        if (overflow != null) {
            overflow.clear();
        }
    }

    /** The stored bytes of a frame. */
    byte[] bytes(StoredFrame frame) throws IOException {
        byte[] held = frame.held;
        if (held != null) {
            return held;
        }
        Places places = frame.places;
        if (places != null) {
            return places.fetch(frame.place, frame.length);
        }
        TemporaryFile file = overflow;
        if (file == null) {
            throw new IllegalStateException("no temporary file");
        }
        byte[] bytes = new byte[frame.length];
        file.readFully(frame.place, bytes);
        return bytes;
    }

    FrameCodecs codecs() {
        return codecs;
    }

    SortScratch scratch() {
        return scratch;
    }

    void reportDamage(StoredFrame frame, String what) {
        damage.damaged(frame.places == null ? 0 : frame.place, frame.length, what);
    }

    @Override
    public void close() throws IOException {
        codecs.close();
        if (overflow != null) {
            overflow.close();
        }
    }

    /** What is known of a frame without looking at it again. */
    static final class StoredFrame implements RunMerge.Waiting {
        private final FrameMerge heap;
        final byte @Nullable [] held;
        final @Nullable Places places;
        final long place;
        final int length;
        final int wholeLength;
        final long minPoint;
        final long maxPoint;

        StoredFrame(FrameMerge heap, FrameHeader header, byte @Nullable [] held, @Nullable Places places, long place) {
            this.heap = heap;
            this.held = held;
            this.places = places;
            this.place = place;
            this.length = header.frameLength();
            this.wholeLength = header.wholeLength();
            this.minPoint = header.minPoint();
            this.maxPoint = header.maxPoint();
        }

        @Override
        public long minPoint() {
            return minPoint;
        }

        @Override
        public Run open() throws IOException {
            Run run = new StoredFrameRun(heap, this);
            run.load();
            return run;
        }
    }
}
