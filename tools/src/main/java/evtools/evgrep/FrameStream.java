package evtools.evgrep;

import evtools.pipe.EventInputs;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The frames of one input in the order in which they come. */
final class FrameStream implements UnitSource {
    private final SearchInput input;
    private final FrameWalk walk;
    private final Workers workers;
    private final EventInputs inputs;
    private long floor;
    private long bound;

    FrameStream(SearchInput input, FrameWalk walk, Workers workers, EventInputs inputs) {
        this.input = input;
        this.walk = walk;
        this.workers = workers;
        this.inputs = inputs;
    }

    @Override
    public long bound() {
        return bound;
    }

    @Override
    public long floor() {
        return floor;
    }

    @Override
    public @Nullable Unit next() throws IOException {
        Unit unit;
        try {
            unit = walk.next();
        } catch (IOException e) {
            inputs.fail(input.name(), e);
            return null;
        }
        if (unit == null) {
            return null;
        }
        workers.submit(unit);
        workers.await(unit);
        floor = bound;
        if (Long.compareUnsigned(unit.header.maxPoint(), bound) > 0) {
            bound = unit.header.maxPoint();
        }
        return unit;
    }
}
