package evtools.evsort;

import evtools.cli.Progress;
import evtools.cli.Stdio;
import evtools.format.FormatException;
import evtools.format.Point;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.pipe.EventOutput;
import evtools.sort.StreamSorter;
import evtools.sort.TemporaryFileException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads inputs as they come, and gives out slices of time as they become due. */
final class HoldDown {
    private final Stdio io;
    private final EventInputs inputs;
    private final StreamSorter sorter;
    private final EventOutput out;
    private final LateEvents lateEvents;
    private final Progress shown;
    private long otherFrames;

    HoldDown(
            Stdio io, EventInputs inputs, StreamSorter sorter, EventOutput out, LateEvents lateEvents, Progress shown) {
        this.io = io;
        this.inputs = inputs;
        this.sorter = sorter;
        this.out = out;
        this.lateEvents = lateEvents;
        this.shown = shown;
    }

    void run() throws IOException {
        followTime();
        EventInput input;
        while ((input = inputs.next()) != null) {
            try (EventInput open = input) {
                read(open);
            } catch (TemporaryFileException e) {
                throw e;
            } catch (IOException e) {
                inputs.fail(input.name(), e);
            }
        }
        sorter.finish();
    }

    /** While pipes pause, slices become due; on SIGTERM what is held is given out. */
    private void followTime() {
        inputs.readingPipesThrough(in -> {
            PausingInput pausing = new PausingInput(in, io.clock(), nanos -> {
                sorter.wallClock(Point.fromEpochNanos(io.clock().epochNanos()));
                sorter.waited(Point.fromEpochNanos(nanos));
                out.flush();
                lateEvents.flush();
            });
            io.signals().onTerminate(pausing::stop);
            return pausing;
        });
    }

    private void read(EventInput input) throws IOException {
        FrameReader frames = input.frames();
        frames.beforeWaiting(this::flush);
        while (input.nextFrame()) {
            FrameHeader header = frames.header();
            String unreadable = header.unreadable();
            if (unreadable != null) {
                frames.reportDamage(unreadable);
            } else if (header.kind() != FrameKind.EVENTS) {
                otherFrames++;
            } else {
                sorter.wallClock(Point.fromEpochNanos(io.clock().epochNanos()));
                add(frames, header);
                shown.advance(frames.frameLength());
            }
        }
    }

    private void add(FrameReader frames, FrameHeader header) throws IOException {
        byte[] payload;
        try {
            payload = frames.payload();
        } catch (FormatException e) {
            frames.reportDamage(String.valueOf(e.getMessage()));
            return;
        }
        String problem = sorter.addAll(payload, frames.payloadOffset(), header.wholeLength(), header.builtPoint());
        if (problem != null) {
            frames.reportDamage(problem);
        }
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Frames that hold no events; they are left out. */
    long otherFrames() {
        return otherFrames;
    }
}
