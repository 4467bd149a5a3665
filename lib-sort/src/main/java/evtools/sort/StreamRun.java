package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameFile;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameSource;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sorted stream of frames as a run. Order is checked: between frames by their bounds, inside decoded frames event by
 * event. Frames of other kinds are skipped, damaged ones reported to the reader's listener and skipped.
 *
 * <pre>
 *   file   from header to header; a payload is read when it is decoded. Where that can't go on: like a pipe
 *   pipe   everything is read, and checked
 * </pre>
 */
final class StreamRun extends Run {
    /** At most so much is passed on at once, so that output goes on while headers are read. */
    private static final long MAX_PASS_BYTES = 16 << 20;

    private final StreamMerge.Input input;
    private final @Nullable FrameIds ids;
    private final RowTails rowTails;
    private final @Nullable RowSpill spill;
    private @Nullable FrameFile file;
    private FrameSource source;
    /** Holds the event at the head while the next one is looked at. */
    private byte[] previousBuffer = buffer;

    private int next;
    private int end;
    private int eventsLeft;
    private boolean closed;
    private boolean anyFrame;
    private long previousMaxPoint;
    private long passedOffset;
    private int passedLength;
    private byte @Nullable [] passedCopy;
    /** Rows of the frame that are in memory and were counted. */
    private int heldBytes;
    /** Where the rows go on that aren't in memory, and where they end. */
    private long spillPlace;

    private long spillEnd;
    private byte[] chunk = new byte[0];
    private byte[] otherChunk = new byte[0];

    /** The same, of a stream whose frames are small. */
    StreamRun(StreamMerge.Input input, @Nullable FrameIds ids, TailPool tails) {
        this(input, ids, tails, null);
    }

    /**
     * Takes the stream over.
     *
     * @param input closed with the run
     * @param ids where copies of frames are looked up; null: copies are kept
     * @param tails what rows of other streams end in too
     * @param spill where rows go that take too much memory; null: frames are small
     */
    StreamRun(StreamMerge.Input input, @Nullable FrameIds ids, TailPool tails, @Nullable RowSpill spill) {
        this.input = input;
        this.ids = ids;
        this.spill = spill;
        this.rowTails = new RowTails(tails);
        this.tails = rowTails.byVersion();
        this.file = input.file();
        this.source = file == null ? input.frames() : file;
    }

    @Override
    void load() throws IOException {
        while (spillPlace < spillEnd) {
            nextChunk();
            if (step()) {
                return;
            }
        }
        releaseRows();
        spillEnd = 0;
        spillPlace = 0;
        while (nextFrame()) {
            FrameHeader header = source.header();
            String unreadable = header.unreadable();
            if (unreadable != null) {
                source.reportDamage(unreadable);
            } else if (header.kind() == FrameKind.EVENTS
                    && header.events() != 0
                    && (ids == null || !ids.isCopy(header))) {
                frameAhead(header);
                return;
            }
        }
        state = END;
    }

    private boolean nextFrame() throws IOException {
        FrameFile hopping = file;
        if (hopping != null) {
            if (hopping.next()) {
                return true;
            }
            if (!hopping.isLost()) {
                return false;
            }
            input.readFrom().accept(hopping.streamOffset());
            file = null;
            source = input.frames();
        }
        return input.nextFrame().next();
    }

    private void frameAhead(FrameHeader header) throws IOException {
        if (anyFrame && Long.compareUnsigned(header.minPoint(), previousMaxPoint) < 0) {
            throw tooEarly(source.streamOffset(), previousMaxPoint, header.minPoint());
        }
        anyFrame = true;
        previousMaxPoint = header.maxPoint();
        state = FRAME;
        point = header.minPoint();
        maxPoint = header.maxPoint();
    }

    @Override
    @Nullable
    FrameHeader passable() {
        FrameHeader header = source.header();
        return header.sorted() && !header.late() ? header : null;
    }

    @Override
    int pass(FrameHeader header, MergeSink sink, long bound) throws IOException {
        FrameFile hopping = file;
        if (hopping != null && sink.takesFiles()) {
            return passFromFile(hopping, sink, bound);
        }
        try {
            if (hopping != null) {
                hopping.load();
            }
            sink.frame(header, source.frameBuffer(), source.frameOffset(), source.frameLength());
        } catch (FormatException e) {
            source.reportDamage(String.valueOf(e.getMessage()));
            load();
            return 0;
        }
        notePassed();
        passedCopy = hopping == null && mayGoOnAt(input.frames(), maxPoint) ? copy(input.frames()) : null;
        load();
        return 1;
    }

    private void notePassed() {
        passedMaxPoint = maxPoint;
        passedOffset = source.streamOffset();
        passedLength = source.frameLength();
    }

    private int passFromFile(FrameFile hopping, MergeSink sink, long bound) throws IOException {
        long from = hopping.streamOffset();
        int frames = 0;
        boolean more;
        do {
            frames++;
            notePassed();
            load();
            FrameHeader header = file != null && state == FRAME ? passable() : null;
            more = header != null
                    && hopping.streamOffset() == passedOffset + passedLength
                    && passedOffset - from < MAX_PASS_BYTES
                    && RunMerge.key(maxPoint) < bound
                    && RunMerge.key(passedMaxPoint) < RunMerge.key(point)
                    && sink.takes(header);
        } while (more);
        sink.frames(hopping.file(), from, passedOffset + passedLength - from);
        return frames;
    }

    /** Whether the next frame could begin at this point, so that the last event of this one must be known then. */
    private static boolean mayGoOnAt(FrameReader reader, long point) throws IOException {
        FrameHeader following = reader.peek();
        return following == null
                || following.kind() != FrameKind.EVENTS
                || following.events() == 0
                || Long.compareUnsigned(following.minPoint(), point) <= 0;
    }

    private static byte[] copy(FrameReader reader) {
        int offset = reader.frameOffset();
        return Arrays.copyOfRange(reader.frameBuffer(), offset, offset + reader.frameLength());
    }

    @Override
    byte @Nullable [] passedFrame() throws IOException {
        FrameFile known = input.file();
        if (known == null || passedCopy != null) {
            return passedCopy;
        }
        byte[] frame = new byte[passedLength];
        known.readFully(passedOffset, frame, passedLength);
        return frame;
    }

    @Override
    boolean hasSameFrame(Run other) throws IOException {
        if (!(other instanceof StreamRun run)) {
            return false;
        }
        FrameHeader mine = source.header();
        FrameHeader theirs = run.source.header();
        if (mine.readChecksum() != theirs.readChecksum()
                || mine.payloadCrc() != theirs.payloadCrc()
                || source.frameLength() != run.source.frameLength()) {
            return false;
        }
        fetch();
        run.fetch();
        int from = source.frameOffset();
        int otherFrom = run.source.frameOffset();
        int bytes = source.frameLength();
        return Arrays.equals(
                source.frameBuffer(), from, from + bytes, run.source.frameBuffer(), otherFrom, otherFrom + bytes);
    }

    private void fetch() throws IOException {
        if (file != null) {
            file.fetch();
        }
    }

    @Override
    void decode() throws IOException {
        try {
            buffer = source.rows(rowTails.table());
        } catch (FormatException e) {
            source.reportDamage(String.valueOf(e.getMessage()));
            load();
            return;
        }
        rowTails.begin();
        next = source.rowsOffset();
        end = next + source.rowsLength();
        eventsLeft = source.header().events();
        boundMemory();
        long min = point;
        length = 0;
        if (!step()) {
            load();
        } else if (point != min) {
            if (Long.compareUnsigned(point, min) < 0 || !source.header().sorted()) {
                throw outOfOrder(
                        placeOf(offset),
                        "its frame begins at " + text(min) + ", but the first event is of " + text(point));
            }
            source.reportDamage("events frame whose first event is not at its least point");
            load();
        }
    }

    private void boundMemory() throws IOException {
        int rows = end - next;
        if (spill == null || spill.isSmall(rows)) {
            return;
        }
        if (spill.hold(rows)) {
            heldBytes = rows;
            return;
        }
        spillPlace = spill.write(buffer, next, rows);
        spillEnd = spillPlace + rows;
        source.releaseRows();
        nextChunk();
    }

    /** Reads as many whole rows as fit. The chunk before it stays valid. */
    private void nextChunk() throws IOException {
        RowSpill from = spill;
        if (from == null) {
            throw new IllegalStateException("nothing spilled");
        }
        byte[] filled = otherChunk.length == 0 ? new byte[RowSpill.CHUNK_BYTES] : otherChunk;
        otherChunk = chunk;
        chunk = filled;
        int length = 0;
        int most = (int) Math.min(filled.length, spillEnd - spillPlace);
        while (length < most) {
            length += from.read(spillPlace + length, filled, length, most - length);
        }
        int whole = 0;
        while (length - whole >= EventFormat.LENGTH_BYTES) {
            int after = whole + EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(filled, whole);
            if (after > length) {
                break;
            }
            whole = after;
        }
        // Where not even one row is whole, the rows end inside one: that is for who steps over them to say.
        int used = whole == 0 ? length : whole;
        spillPlace += used;
        previousBuffer = buffer;
        buffer = filled;
        next = 0;
        end = used;
        if (spillPlace == spillEnd) {
            from.drop();
        }
    }

    private void releaseRows() throws IOException {
        if (heldBytes > 0 && spill != null) {
            spill.release(heldBytes);
            heldBytes = 0;
            source.releaseRows();
        }
        if (spillPlace < spillEnd && spill != null) {
            spillPlace = spillEnd;
            spill.drop();
        }
    }

    @Override
    boolean step() throws IOException {
        while (next != end) {
            int eventLength = end - next < EventFormat.LENGTH_BYTES ? 0 : BigEndian.getUnsignedShort(buffer, next);
            int at = next + EventFormat.LENGTH_BYTES;
            if (eventLength < EventFormat.MIN_EVENT_BYTES || eventLength > end - at) {
                source.reportDamage("events frame that ends inside an event");
                next = end;
                eventsLeft = 0;
                return false;
            }
            next = at + eventLength;
            eventsLeft--;
            int version = buffer[at] & 0xFF;
            if (version != TailTable.WHOLE && !rowTails.table().completes(buffer, at, next)) {
                source.reportDamage("unknown event version (expected 1, found " + version + ")");
                continue;
            }
            long eventPoint = BigEndian.getLong(buffer, at + EventFormat.POINT_OFFSET);
            if (state == EVENT && !inOrder(eventPoint, at, eventLength)) {
                throw tooEarly(placeOf(at), point, eventPoint);
            }
            state = EVENT;
            previousBuffer = buffer;
            point = eventPoint;
            offset = at;
            length = eventLength;
            return true;
        }
        if (spillPlace < spillEnd) {
            return false;
        }
        if (eventsLeft != 0) {
            source.reportDamage("events frame with a wrong event count (expected "
                    + source.header().events() + ", found "
                    + (source.header().events() - eventsLeft) + ")");
        }
        return false;
    }

    private boolean inOrder(long eventPoint, int at, int eventLength) {
        int order = Long.compareUnsigned(eventPoint, point);
        return order > 0
                || (order == 0
                        && Rows.compareAtSamePoint(
                                        previousBuffer,
                                        offset,
                                        length,
                                        rowTails.byVersion()[previousBuffer[offset] & 0xFF],
                                        buffer,
                                        at,
                                        eventLength,
                                        rowTails.byVersion()[buffer[at] & 0xFF])
                                <= 0);
    }

    /** Where in the stream the event at {@code at} is; of a frame that had to be decompressed, where the frame is. */
    private long placeOf(int at) {
        return source.header().codec() == FrameCodec.NONE && spillEnd == 0
                ? source.streamOffset() + at - source.frameOffset() - EventFormat.LENGTH_BYTES
                : source.streamOffset();
    }

    @Override
    IOException headOutOfOrder() {
        return tooEarly(placeOf(offset), point, point);
    }

    private UnsortedInputException tooEarly(long place, long previousPoint, long foundPoint) {
        return outOfOrder(
                place,
                previousPoint == foundPoint
                        ? "events of " + text(foundPoint) + " in the wrong order"
                        : "expected " + text(previousPoint) + " or later, found " + text(foundPoint));
    }

    private UnsortedInputException outOfOrder(long place, String why) {
        return new UnsortedInputException(input.name(), "not sorted, at byte " + place + " (" + why + ")");
    }

    private static String text(long time) {
        return Instant.ofEpochSecond(Point.epochSeconds(time), Point.ticksOfSecond(time) * Point.NANOS_PER_TICK)
                .toString();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        state = END;
        releaseRows();
        FrameFile known = input.file();
        if (known != null) {
            known.close();
        }
        input.stream().close();
    }
}
