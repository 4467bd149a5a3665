package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a stream that never ends in order: holds events, and gives them out in slices of event time, each when the
 * hold-down has passed after its end.
 *
 * <pre>
 *   frame ──► before the boundary? ──► late batch ──► late output
 *     ├─────► far ahead of the clock? ──► {@link FarEvents} ──► clock comes near: as below; it never does: late output
 *     └─────► {@link HeldSlices} ──► clock − hold-down passes a slice's end ──► output, in order
 *   positions ──► all before them given out ──► output
 * </pre>
 *
 * <p>The boundary is the start of the slice in which {@code clock − hold-down} lies: everything before it has been given
 * out, in order. The output doesn't depend on the order in which events came, on frames or on memory, as long as none
 * are late. Sorted frames that nothing overlaps pass as they came, undecoded. Not thread-safe.
 */
public final class HoldDownSorter implements AutoCloseable {
    private static final int LATE_BATCH_BYTES = 4 << 20;

    /** Frames of fewer events cost less when they are opened than when they are held. */
    private static final int FEW_EVENTS = 32;

    private final HoldDownOptions options;
    private final HoldDownOutput output;
    private final ArrivalClock clock = new ArrivalClock();
    private final SorterStats stats = new SorterStats();
    private final FrameIds ids = new FrameIds();
    private final TailPool pool = new TailPool();
    private final RowTails tails = new RowTails(pool);
    private final PendingPositions positions = new PendingPositions();
    private final HeldSlices held;
    private final FarEvents far;
    private final RunMerge merge;
    private final BatchSorter late = new BatchSorter(LATE_BATCH_BYTES);
    private final Counting inTime;
    private final Counting lateOut;
    private long boundary;
    private boolean anyGivenOut;
    private boolean resuming;
    private boolean resumingLate;
    private long newestPoint;
    private long taken;
    private long dropped;

    /** Makes a sorter; the output belongs to the caller. */
    public HoldDownSorter(HoldDownOptions options, HoldDownOutput output) {
        this(options, output, options.memoryBytes());
    }

    HoldDownSorter(HoldDownOptions options, HoldDownOutput output, long memoryBudget) {
        this.options = options;
        this.output = output;
        this.inTime = new Counting(output.inTime());
        this.lateOut = new Counting(output.late());
        this.merge = new RunMerge(options.dropDuplicates());
        this.held = new HeldSlices(options, memoryBudget, pool, this::addLate);
        this.far = new FarEvents(options, pool);
    }

    /**
     * Says what the time of day is: nothing is taken to have arrived later.
     *
     * @param elapsedTicks since this was said last, by a clock that nobody sets
     */
    public void wallClock(long nowPoint, long elapsedTicks) {
        clock.wallClock(nowPoint, elapsedTicks);
    }

    /**
     * Takes the events of the reader's current frame, and gives out what has become due with them.
     *
     * @param damage told what is wrong with the frame, perhaps later; its good events are taken all the same
     * @throws IOException from an output or a temporary file
     */
    public void take(FrameReader reader, DamageListener damage) throws IOException {
        FrameHeader header = reader.header();
        if (header.events() == 0) {
            return;
        }
        if (options.dropDuplicates() && !resumingLate && ids.isCopy(header)) {
            taken += header.events();
            dropped += header.events();
            stats.copiedFrame(header.events());
            return;
        }
        long built = header.builtPoint();
        if (built != 0) {
            clock.built(built);
        }
        if (isSimple(header)) {
            if (built == 0) {
                clock.events(header.minPoint(), header.maxPoint(), header.events());
            }
            if (!clock.isFarAhead(header.maxPoint())) {
                takeWhole(reader, header, damage);
                afterFrame();
                return;
            }
        }
        open(reader, header, damage);
        afterFrame();
    }

    private boolean isSimple(FrameHeader header) {
        return header.sorted()
                && !header.late()
                && !resumingLate
                && header.events() >= FEW_EVENTS
                && Long.compareUnsigned(header.minPoint(), boundary) >= 0
                && !(options.statistics() && stats.isBehind(header.minPoint()));
    }

    private void takeWhole(FrameReader reader, FrameHeader header, DamageListener damage) throws IOException {
        stats.frame(header.events(), header.maxPoint());
        taken += header.events();
        newest(header.maxPoint());
        held.addFrame(reader, damage);
    }

    private void newest(long point) {
        if (Long.compareUnsigned(point, newestPoint) > 0) {
            newestPoint = point;
        }
    }

    private void open(FrameReader reader, FrameHeader header, DamageListener damage) throws IOException {
        byte[] rows;
        try {
            rows = reader.rows(tails.table());
        } catch (FormatException e) {
            damage.damaged(reader.streamOffset(), reader.frameLength(), String.valueOf(e.getMessage()));
            return;
        }
        tails.begin();
        String problem = takeRows(rows, reader.rowsOffset(), reader.rowsLength(), header);
        held.settle();
        if (problem != null) {
            damage.damaged(reader.streamOffset(), reader.frameLength(), problem);
        }
    }

    private @Nullable String takeRows(byte[] rows, int offset, int length, FrameHeader header) throws IOException {
        boolean movesClock = header.builtPoint() == 0;
        String problem = null;
        int next = offset;
        int end = offset + length;
        int count = 0;
        while (next < end) {
            int at = next + EventFormat.LENGTH_BYTES;
            int rowLength = at > end ? 0 : BigEndian.getUnsignedShort(rows, next);
            next = at + rowLength;
            if (rowLength < EventFormat.MIN_EVENT_BYTES || next > end) {
                return "events frame that ends inside an event";
            }
            count++;
            int version = rows[at] & 0xFF;
            if (version != TailTable.WHOLE && !tails.table().completes(rows, at, next)) {
                problem = "unknown event version (expected 1, found " + version + ")";
                continue;
            }
            long point = BigEndian.getLong(rows, at + EventFormat.POINT_OFFSET);
            stats.event(point);
            if (movesClock) {
                clock.event(point);
            }
            taken++;
            add(point, rows, at, rowLength);
        }
        return problem != null || count == header.events()
                ? problem
                : "events frame with a wrong event count (expected " + header.events() + ", found " + count + ")";
    }

    private void add(long point, byte[] rows, int offset, int length) throws IOException {
        if (Long.compareUnsigned(point, boundary) < 0 && mayGoBack()) {
            long due = dueBoundary();
            boundary = Long.compareUnsigned(due, boundary) < 0 ? due : boundary;
        }
        boolean late = Long.compareUnsigned(point, boundary) < 0;
        if (resuming && late != resumingLate) {
            dropped++;
            stats.givenOutBefore();
        } else if (late) {
            if (!resuming) {
                stats.late(boundary - point);
                output.cameLate(point, boundary);
            }
            int version = rows[offset] & 0xFF;
            addLate(rows, offset, length, version == TailTable.WHOLE ? null : tails.shared(version));
        } else if (clock.isFarAhead(point)) {
            far.add(clock.point(), rows, offset, length, tails);
        } else {
            newest(point);
            held.addRow(rows, offset, length, tails);
        }
    }

    private void addLate(byte[] rows, int offset, int length, @Nullable SharedTail tail) throws IOException {
        if (tail == null) {
            addLate(rows, offset, length);
        } else {
            byte[] whole = new byte[length + tail.entries().length];
            addLate(whole, 0, tail.expand(rows, offset, length, whole, 0));
        }
    }

    private void addLate(byte[] buffer, int offset, int length) throws IOException {
        if (!late.add(buffer, offset, length)) {
            giveOutLate();
            late.add(buffer, offset, length);
        }
    }

    private void afterFrame() throws IOException {
        stats.held(clock.point(), heldEvents(), held.memoryBytes() + held.fileBytes());
        giveOutDue();
    }

    /** Takes positions that cover all events taken so far. They leave when all those have left.
     *
     * @throws FormatException if the payload is none of positions
     */
    public void positions(byte[] payload, int offset, int length) throws IOException {
        positions.add(payload, offset, length, newestPoint, far.isEmpty() ? 0 : far.newestSequence());
        giveOutPositions();
    }

    private void giveOutPositions() throws IOException {
        if (positions.isEmpty()) {
            return;
        }
        if (heldEvents() == 0) {
            positions.giveOutAll(output);
        } else if (positions.anyDue(boundary, far.oldestSequence())) {
            giveOutLate();
            positions.giveOut(boundary, far.oldestSequence(), output);
        }
    }

    /** Time passed while the input paused. Gives out what has become due. */
    public void waited(long ticks) throws IOException {
        clock.waited(ticks);
        giveOutDue();
        giveOutLate();
        giveOutPositions();
    }

    private void giveOutDue() throws IOException {
        if (resuming || !clock.isSet()) {
            return;
        }
        long due = dueBoundary();
        boolean ahead = Long.compareUnsigned(due, boundary) > 0;
        if (ahead || mayGoBack()) {
            boundary = due;
        }
        takeNearEvents();
        if (ahead) {
            giveOutLate();
            giveOutSlices(boundary - 1);
            giveOutPositions();
        }
    }

    private long dueBoundary() {
        long due = Point.minus(clock.point(), options.holdDownTicks());
        return due - Long.remainderUnsigned(due, options.sliceTicks());
    }

    /** Whether the clock's mistakes at the beginning have had no consequences yet. */
    private boolean mayGoBack() {
        return !anyGivenOut && !resuming && clock.isSet();
    }

    /** Far events that needn't or can't wait any longer are held like others, or given out where order doesn't count. */
    private void takeNearEvents() throws IOException {
        while (far.isDue(clock, boundary)) {
            far.drainOldest(new FarSink(false));
            positions.needPoint(newestPoint);
        }
    }

    /** Takes events that were far ahead. */
    private final class FarSink implements MergeSink {
        private final boolean atEnd;

        /** @param atEnd whether all are held like others, since the input has ended */
        FarSink(boolean atEnd) {
            this.atEnd = atEnd;
        }

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            take(buffer, offset, length, null);
        }

        @Override
        public void event(byte[] buffer, int offset, int length, SharedTail tail) throws IOException {
            take(buffer, offset, length, tail);
        }

        private void take(byte[] buffer, int offset, int length, @Nullable SharedTail tail) throws IOException {
            long point = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
            if (Long.compareUnsigned(point, boundary) >= 0 && (atEnd || !clock.isFarAhead(point))) {
                newest(point);
                held.addCopy(buffer, offset, length, tail);
            } else {
                stats.ahead();
                addLate(buffer, offset, length, tail);
            }
        }
    }

    private void giveOutSlices(long last) throws IOException {
        if (held.giveOut(last, merge, inTime)) {
            stats.slice();
            anyGivenOut = true;
        }
    }

    private void giveOutLate() throws IOException {
        if (late.size() > 0) {
            lateOut.begin();
            dropped += late.sortAndDrain(lateOut, options.dropDuplicates());
        }
    }

    /** The input has ended: gives out all there is. Nothing can be added after that. */
    public void finish() throws IOException {
        giveOutLate();
        while (!far.isEmpty()) {
            far.drainOldest(new FarSink(true));
        }
        giveOutSlices(-1L);
        giveOutLate();
        positions.giveOutAll(output);
    }

    /**
     * Begins where another one stopped, with frames that it had taken.
     *
     * @param givenOutBefore everything before this had been given out: of the frames that are taken now, until {@link
     *     #resumed}, only what isn't is given out again
     */
    public void resume(long givenOutBefore) {
        boundary = givenOutBefore;
        anyGivenOut = givenOutBefore != 0;
        resuming = true;
    }

    /** What is taken from now on, until {@link #resumed}, had come in frames with late events: only those are wanted. */
    public void resumeLate() {
        resumingLate = true;
    }

    /** What another one had taken is there. */
    public void resumed() throws IOException {
        resuming = false;
        resumingLate = false;
        giveOutDue();
    }

    /** The time of arrival. */
    public long clockPoint() {
        return clock.point();
    }

    /** Whether a point lies so far ahead of the time of arrival that it may never become due. */
    public boolean isFarAhead(long point) {
        return clock.isFarAhead(point);
    }

    /** Everything before this point has been given out, but for what waits to be given out as late. */
    public long boundary() {
        return boundary;
    }

    /** Whether all that came late has been given out. */
    public boolean isLateGivenOut() {
        return late.size() == 0;
    }

    /** Events that were taken and not given out yet. */
    private long heldEvents() {
        return taken - inTime.events - lateOut.events - duplicates();
    }

    private long duplicates() {
        return merge.duplicates() + held.duplicates() + far.duplicates() + dropped;
    }

    /** What was seen and done so far. */
    public SorterStats stats() {
        stats.duplicates(duplicates() - stats.givenOutBeforeEvents());
        stats.spilled(held.spills() + far.spills(), held.spilledBytes() + far.spilledBytes());
        stats.wholeFrames(inTime.frames);
        return stats;
    }

    /** Frees memory and temporary files. */
    @Override
    public void close() throws IOException {
        merge.close();
        held.close();
        far.close();
    }

    /** Counts what passes. */
    private static final class Counting implements MergeSink {
        private final MergeSink to;
        long events;
        long frames;

        Counting(MergeSink to) {
            this.to = to;
        }

        @Override
        public void begin() throws IOException {
            to.begin();
        }

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            events++;
            to.event(buffer, offset, length);
        }

        @Override
        public void event(byte[] buffer, int offset, int length, SharedTail tail) throws IOException {
            events++;
            to.event(buffer, offset, length, tail);
        }

        @Override
        public boolean takes(FrameHeader header) {
            return to.takes(header);
        }

        @Override
        public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
            events += header.events();
            frames++;
            to.frame(header, buffer, offset, length);
        }
    }
}
