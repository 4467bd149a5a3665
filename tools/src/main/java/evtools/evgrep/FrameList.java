package evtools.evgrep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of all files, by their first points. */
final class FrameList implements UnitSource {
    /** What units in flight may come to, besides one. */
    private static final long MAX_BYTES_AHEAD = 64L << 20;

    private final Workers workers;
    private final Delivery delivery;
    private final List<@Nullable Unit> units = new ArrayList<>();
    private int next;
    private int submitted;
    private long bytesAhead;

    FrameList(Workers workers, Delivery delivery) {
        this.workers = workers;
        this.delivery = delivery;
    }

    void add(Unit unit) {
        units.add(unit);
    }

    /** To be called when all are there. The sort is stable: frames of the same time stay in the order of the inputs. */
    void sort() {
        units.sort(
                (a, b) -> a == null || b == null ? 0 : Long.compareUnsigned(a.header.minPoint(), b.header.minPoint()));
    }

    @Override
    public long bound() {
        Unit unit = next < units.size() ? units.get(next) : null;
        return unit == null ? -1 : unit.header.minPoint();
    }

    @Override
    public long floor() {
        return 0;
    }

    @Override
    public @Nullable Unit next() throws IOException {
        while (submitted < units.size()
                && (submitted <= next || (submitted - next < workers.window() && bytesAhead < MAX_BYTES_AHEAD))) {
            Unit unit = units.get(submitted++);
            if (unit != null && !unit.input.isDone()) {
                bytesAhead += unit.header.wholeLength();
                workers.submit(unit);
            }
        }
        if (next == units.size()) {
            return null;
        }
        Unit unit = units.get(next);
        units.set(next++, null);
        if (unit != null) {
            bytesAhead = Math.max(0, bytesAhead - unit.header.wholeLength());
            if (!unit.input.isDone()) {
                if (!workers.isDone(unit)) {
                    delivery.flushWhenDue();
                }
                workers.await(unit);
            }
        }
        return unit;
    }
}
