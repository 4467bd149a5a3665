package evtools.evsort;

import evtools.cli.Progress;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.sort.EventSorter;
import evtools.sort.TemporaryFileException;
import java.io.IOException;

/** Reads all inputs to their ends, and gives everything out then. */
final class WholeSort {
    private final EventInputs inputs;
    private final EventSorter sorter;
    private final Progress shown;
    private long otherFrames;

    WholeSort(EventInputs inputs, EventSorter sorter, Progress shown) {
        this.inputs = inputs;
        this.sorter = sorter;
        this.shown = shown;
    }

    void run() throws IOException {
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

    private void read(EventInput input) throws IOException {
        FrameReader frames = input.frames();
        while (input.nextFrame()) {
            FrameHeader header = frames.header();
            String unreadable = header.unreadable();
            if (unreadable != null) {
                frames.reportDamage(unreadable);
            } else if (header.kind() != FrameKind.EVENTS) {
                otherFrames++;
            } else {
                add(frames);
                shown.advance(frames.frameLength());
            }
        }
    }

    private void add(FrameReader frames) throws IOException {
        String problem = sorter.add(frames);
        if (problem != null) {
            frames.reportDamage(problem);
        }
    }

    /** Frames that hold no events; they are left out. */
    long otherFrames() {
        return otherFrames;
    }
}
