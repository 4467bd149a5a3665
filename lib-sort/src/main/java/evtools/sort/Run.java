package evtools.sort;

import evtools.format.frame.FrameHeader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A sorted run of events and the place where reading it stands: its head. A head is first a whole frame that isn't
 * decoded yet (where the run consists of frames), then the events in it, one by one.
 *
 * <pre>
 *   load ──► FRAME ──decode──► EVENT ──step──► EVENT … ──step: false──► load ──► … ──► END
 *              └──── passed on whole: load ────────────────────────────┘
 * </pre>
 *
 * <p>The fields are plain because the merge reads them for each event. Not thread-safe.
 */
abstract class Run implements AutoCloseable {
    /** The head is an event: {@link #buffer}, {@link #offset}, {@link #length}, {@link #point}. */
    static final int EVENT = 0;

    /** The head is a frame, header first, at {@link #offset}; {@link #point} and {@link #maxPoint} are its bounds. */
    static final int FRAME = 1;

    /** There is no more. */
    static final int END = 2;

    int state = END;
    byte[] buffer = new byte[0];
    int offset;
    int length;
    long point;
    long maxPoint;

    /** The greatest point of the frame that was passed on last. */
    long passedMaxPoint;

    /** What rows end in, by their first byte; null: all are whole. May change with {@link #load} only. */
    @Nullable
    SharedTail @Nullable [] tails;

    /** What the event at the head ends in; null: it is whole. */
    final @Nullable SharedTail tail() {
        @Nullable SharedTail[] known = tails;
        return known == null ? null : known[buffer[offset] & 0xFF];
    }

    /** Moves to the next event where that leaves {@link #buffer} as it is; otherwise false. */
    abstract boolean step() throws IOException;

    /** Moves to what follows in the next buffer. What the head showed before isn't valid any more. */
    abstract void load() throws IOException;

    /** Opens the frame at the head, so that its first event is the head. If it has none, the head is what follows. */
    void decode() throws IOException {
        throw new IllegalStateException("no frame to decode");
    }

    /** The header of the frame at the head, if it may be passed on as it is; null: it must be decoded. */
    @Nullable
    FrameHeader passable() {
        return null;
    }

    /**
     * Passes the frame at the head on as it is, and perhaps more that follow directly; moves to what follows them.
     *
     * @param bound the frames must lie before this {@link RunMerge#key}
     * @param sink takes the frame
     * @return how many frames were passed on; 0: it turned out to be damaged, which was reported
     */
    int pass(FrameHeader header, MergeSink sink, long bound) throws IOException {
        passedMaxPoint = maxPoint;
        sink.frame(header, buffer, offset, length);
        load();
        return 1;
    }

    /**
     * The frame that was passed on last, header first: asked for when this run goes on at the same point.
     *
     * @return null: it isn't known any more, because the frame after it began later
     */
    byte @Nullable [] passedFrame() throws IOException {
        return null;
    }

    /** Whether the frame at the head has the same bytes as that of another run; then they are the same events. */
    boolean hasSameFrame(Run other) throws IOException {
        return false;
    }

    /** What to throw when the event at the head should have come before the one that was given out last. */
    IOException headOutOfOrder() {
        return new IOException("sorted run out of order");
    }

    @Override
    public void close() throws IOException {}
}
