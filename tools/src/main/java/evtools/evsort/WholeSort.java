package evtools.evsort;

import evtools.cli.Progress;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.sort.EventSorter;
import evtools.sort.FramesInOrder;
import evtools.sort.TemporaryFileException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts all inputs as a whole. What comes from pipes is read to its end first. Of files only the headers of the frames
 * are read before; their events are then read in an order in which most can be given out at once.
 */
final class WholeSort {
    private final EventInputs inputs;
    private final EventSorter sorter;
    private final Progress shown;
    private final @Nullable FramesInOrder files;
    private final List<EventInput> inputsOfFiles = new ArrayList<>();
    private long otherFrames;

    /** @param files gets the frames of files; null: everything is read in the order in which it comes */
    WholeSort(EventInputs inputs, EventSorter sorter, Progress shown, @Nullable FramesInOrder files) {
        this.inputs = inputs;
        this.sorter = sorter;
        this.shown = shown;
        this.files = files;
    }

    void run() throws IOException {
        EventInput input;
        while ((input = inputs.next()) != null) {
            try (EventInput open = input) {
                File file = open.file();
                if (files != null && file != null && files.add(file)) {
                    inputsOfFiles.add(open);
                } else {
                    read(open);
                }
            } catch (TemporaryFileException e) {
                throw e;
            } catch (IOException e) {
                inputs.fail(input.name(), e);
            }
        }
        if (files != null && !inputsOfFiles.isEmpty()) {
            readInOrder(files);
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
            }
        }
    }

    private void readInOrder(FramesInOrder frames) throws IOException {
        otherFrames += frames.otherFrames();
        frames.begin();
        boolean ended = false;
        while (!ended) {
            FrameReader reader = new FrameReader(
                    frames,
                    (offset, length, what) -> inputsOfFiles
                            .get(frames.fileAt(offset))
                            .reportDamage(frames.offsetAt(offset), length, what));
            try (reader) {
                while (reader.next()) {
                    sorter.reached(reader.header().minPoint());
                    add(reader);
                }
                ended = true;
            } catch (TemporaryFileException e) {
                throw e;
            } catch (IOException e) {
                inputs.fail(inputsOfFiles.get(frames.failedFile()).name(), e);
            }
        }
        inputsOfFiles.forEach(EventInput::endReports);
    }

    private void add(FrameReader frames) throws IOException {
        String problem = sorter.add(frames);
        if (problem != null) {
            frames.reportDamage(problem);
        }
        shown.advance(frames.frameLength());
    }

    /** Frames that hold no events; they are left out. */
    long otherFrames() {
        return otherFrames;
    }
}
