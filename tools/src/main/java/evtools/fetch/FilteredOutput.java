package evtools.fetch;

import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.pipe.SortedOutput;
import evtools.sort.MergeSink;
import java.io.IOException;

/** Lets through what the filter passes. Not thread-safe. */
final class FilteredOutput implements MergeSink {
    private final EventFilter filter;
    private final EventOutput out;
    private final SortedOutput sorted;
    private final EventView event = new EventView();
    private boolean allPass;

    FilteredOutput(EventFilter filter, EventOutput out) {
        this.filter = filter;
        this.out = out;
        this.sorted = new SortedOutput(out, true, false).passingFrames();
    }

    /** Says whether every event of what comes next surely passes. */
    void allPass(boolean surely) {
        allPass = surely;
    }

    @Override
    public void begin() throws IOException {
        sorted.begin();
    }

    @Override
    public void event(byte[] buffer, int offset, int length) throws IOException {
        if (allPass || (event.tryWrap(buffer, offset, length) && filter.passes(event))) {
            out.write(buffer, offset, length);
        }
    }

    @Override
    public boolean takes(FrameHeader header) {
        return allPass && sorted.takes(header);
    }

    @Override
    public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
        sorted.frame(header, buffer, offset, length);
    }
}
