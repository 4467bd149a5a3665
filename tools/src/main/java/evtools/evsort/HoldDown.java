package evtools.evsort;

import evtools.cli.Progress;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.format.FormatException;
import evtools.format.Point;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.pipe.EventOutput;
import evtools.pipe.SortedOutput;
import evtools.sort.HoldDownOptions;
import evtools.sort.HoldDownOutput;
import evtools.sort.HoldDownSorter;
import evtools.sort.MergeSink;
import evtools.sort.SorterStats;
import evtools.sort.TemporaryFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads inputs as they come, and gives out slices of time as they become due.
 *
 * <pre>
 *   frame of events ──► spool, if there is one ──► {@link HoldDownSorter} ──► output, late events
 *   positions       ──► when all before them has been given out ──► output
 *   end             ──► at the end, if all inputs with positions had one ──► output
 *   input pauses    ──► time passes, what was given out is flushed
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class HoldDown implements HoldDownOutput, AutoCloseable {
    private final Stdio io;
    private final EventInputs inputs;
    private final EventOutput out;
    private final LateEvents lateEvents;
    private final Progress shown;
    private final MergeSink inTime;
    private final HoldDownSorter sorter;
    private final @Nullable HoldDownSpool spool;
    private long monotonicNanos;
    private long otherFrames;
    private String inputName = "";
    private @Nullable FrameReader current;
    private boolean inputHasPositions;
    private boolean ended;
    private boolean allEnded = true;
    private boolean anyEnded;

    /**
     * Takes nothing over but the spool.
     *
     * @param spool keeps what was taken until it is given out; null: a crash loses it
     */
    HoldDown(
            Stdio io,
            HoldDownOptions options,
            EventInputs inputs,
            EventOutput out,
            LateEvents lateEvents,
            Progress shown,
            @Nullable HoldDownSpool spool) {
        this.io = io;
        this.inputs = inputs;
        this.out = out;
        this.lateEvents = lateEvents;
        this.shown = shown;
        this.spool = spool;
        this.inTime = new SortedOutput(out, options.dropDuplicates(), false).passingFrames();
        this.sorter = new HoldDownSorter(options, this);
        this.monotonicNanos = io.clock().monotonicNanos();
    }

    void run() throws IOException {
        if (spool != null) {
            spool.resume(sorter, this::spoolDamage);
        }
        followTime();
        EventInput input;
        while ((input = inputs.next()) != null) {
            try (EventInput open = input) {
                inputName = open.name();
                read(open);
            } catch (TemporaryFileException e) {
                throw e;
            } catch (IOException e) {
                inputs.fail(input.name(), e);
                ended = false;
            }
            current = null;
            allEnded &= ended || !inputHasPositions;
            anyEnded |= ended;
        }
        sorter.finish();
        EventStreamWriter writer = out.frameWriter();
        if (writer != null && anyEnded && allEnded) {
            writer.end();
        }
        out.flush();
        lateEvents.flush();
        if (spool != null) {
            spool.finished();
        }
    }

    private void spoolDamage(long offset, long length, String what) {
        inputs.noteDamage();
        io.diagnostics().error("spool: " + what + ", at byte " + offset + " (" + length + " bytes skipped)");
    }

    /** While pipes pause, slices become due; on SIGTERM what is held is given out. */
    private void followTime() {
        inputs.readingPipesThrough(in -> {
            PausingInput pausing = new PausingInput(in, io.clock(), nanos -> {
                tellTime();
                sorter.waited(Point.fromEpochNanos(nanos));
                flushAll();
            });
            io.signals().onTerminate(pausing::stop);
            return pausing;
        });
    }

    private void tellTime() {
        long now = io.clock().monotonicNanos();
        sorter.wallClock(Point.fromEpochNanos(io.clock().epochNanos()), Point.fromEpochNanos(now - monotonicNanos));
        monotonicNanos = now;
    }

    private void read(EventInput input) throws IOException {
        FrameReader frames = input.frames();
        current = frames;
        inputHasPositions = false;
        ended = false;
        frames.beforeWaiting(this::flushBeforeWaiting);
        while (input.nextFrame()) {
            FrameHeader header = frames.header();
            String unreadable = header.unreadable();
            if (unreadable != null) {
                frames.reportDamage(unreadable);
            } else if (header.kind() == FrameKind.EVENTS) {
                ended = false;
                tellTime();
                if (spool != null) {
                    spool.take(frames, sorter);
                }
                sorter.take(frames, input::reportDamage);
                afterGivingOut();
                shown.advance(frames.frameLength());
            } else if (header.kind() == FrameKind.POSITIONS) {
                inputHasPositions = true;
                ended = false;
                positions(frames);
            } else if (header.kind() == FrameKind.END) {
                ended = true;
            } else {
                otherFrames++;
            }
        }
    }

    private void positions(FrameReader frames) throws IOException {
        try {
            byte[] payload = frames.payload();
            sorter.positions(payload, frames.payloadOffset(), frames.header().rawLength());
        } catch (FormatException e) {
            frames.reportDamage(String.valueOf(e.getMessage()));
        }
    }

    /** What was given out needn't be kept any more, once it has left this process. */
    private void afterGivingOut() throws IOException {
        HoldDownSpool keeping = spool;
        if (keeping != null && keeping.isBehind(sorter)) {
            flush();
            keeping.givenOut(sorter);
        }
    }

    private void flushAll() throws IOException {
        flush();
        if (spool != null) {
            spool.givenOut(sorter);
        }
    }

    private void flushBeforeWaiting() {
        try {
            flushAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MergeSink inTime() {
        return inTime;
    }

    @Override
    public MergeSink late() {
        return lateEvents.sink();
    }

    @Override
    public void cameLate(long point, long boundary) {
        if (lateEvents.refuses()) {
            FrameReader frames = current;
            String place = frames == null ? "" : ", at byte " + frames.streamOffset();
            throw UserError.in(
                            inputName,
                            "a late event" + place + " (expected " + TimeText.of(boundary) + " or later, found "
                                    + TimeText.of(point) + ")")
                    .withHint("a longer --hold-down waits for it; --late emit or --late side:FILE keeps it");
        }
    }

    @Override
    public void positions(byte[] payload, int offset, int length) throws IOException {
        EventStreamWriter writer = out.frameWriter();
        if (writer != null) {
            lateEvents.flush();
            writer.writeOther(FrameKind.POSITIONS, payload, offset, length);
        }
    }

    private void flush() throws IOException {
        out.flush();
        lateEvents.flush();
    }

    SorterStats stats() {
        return sorter.stats();
    }

    /** Frames that hold neither events nor positions nor an end; they are left out. */
    long otherFrames() {
        return otherFrames;
    }

    @Override
    public void close() throws IOException {
        sorter.close();
    }
}
