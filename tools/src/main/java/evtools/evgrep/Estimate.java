package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import java.io.IOException;

/** What a search would cost, from the headers of frames alone: {@code --estimate}. */
final class Estimate {
    private final SearchPlan plan;
    private final EventInputs inputs;
    private final SearchStats stats = new SearchStats();
    private long unknown;
    private long frames;
    private long stored;
    private long raw;
    private long events;

    Estimate(SearchPlan plan, EventInputs inputs) {
        this.plan = plan;
        this.inputs = inputs;
    }

    /** Looks at all inputs; returns what there is to say. */
    byte[] run() throws IOException {
        EventInput next;
        while ((next = inputs.next()) != null) {
            SearchInput input = new SearchInput(next, (int) stats.inputs++);
            if (input.isFile()) {
                look(input);
            } else {
                unknown++;
            }
            input.closeFile();
            next.close();
        }
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        line(out, "inputs", stats.inputs);
        line(out, "inputs that are no files", unknown);
        line(out, "frames to search", frames);
        line(out, "frames skipped by time", stats.framesSkippedByTime);
        line(out, "bytes skipped by time", stats.bytesSkippedByTime);
        line(out, "bytes to read at most", stored);
        line(out, "bytes to decode at most", raw);
        line(out, "events to decide upon", events);
        return out.toByteArray();
    }

    private void look(SearchInput input) throws IOException {
        FrameWalk walk = new FrameWalk(input, plan, false, false, stats);
        try {
            Unit unit;
            while ((unit = walk.next()) != null) {
                frames++;
                stored += unit.header.frameLength();
                raw += unit.header.wholeLength();
                events += unit.header.events();
            }
        } catch (IOException e) {
            inputs.fail(input.name(), e);
        }
        input.events().endReports();
    }

    private static void line(ByteArrayBuilder out, String name, long value) {
        SearchStats.name(out, name).putDecimal(value).put('\n');
    }
}
