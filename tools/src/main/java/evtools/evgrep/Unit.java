package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame to be searched, and then what was found in it. Made by one thread, searched by any, then used by the first
 * again: {@link Workers} hands it over.
 *
 * <pre>
 *   events of the frame   | parts that end a long line |  whole lines  | parts that begin one |
 *                         head                          lines           tail
 * </pre>
 */
final class Unit {
    /** Nobody has begun to search it. */
    static final int WAITING = 0;

    static final int RUNNING = 1;
    static final int DONE = 2;

    /** What a unit stands for. */
    enum Kind {
        /** The input begins. */
        BEGIN,
        /** A frame of events. */
        EVENTS,
        /** A frame of another kind, to be passed on. */
        OTHER,
        /** The input ends, or couldn't be read further. */
        END
    }

    /** {@code what} is wrong with {@code length} bytes at {@code offset} of the input. */
    record Damage(long offset, long length, String what) {}

    /** The pattern gave up on a line. */
    record GivenUp(String why, int ordinal) {}

    final Kind kind;
    final SearchInput input;
    final FrameHeader header;
    final long streamOffset;
    /** The frame with its header, its checksum verified; null: it is to be read from the input's file. */
    final byte @Nullable [] frame;

    /** Guarded by {@link Workers}. */
    int state = WAITING;

    /** The lines that were selected, or all if context is wanted. */
    final LineList lines = new LineList();
    /** The lines instead of {@link #lines}, where these would take too much memory. */
    @Nullable
    BlockLines found;
    /** How many lines begin and end in the frame. */
    long wholeLines;
    /** How many of those were selected. */
    long selected;
    /** Parts, each after its length, that may end a line begun before. */
    final ByteArrayBuilder head = new ByteArrayBuilder(0);
    /** Parts, each after its length, of a line that isn't ended here. */
    final ByteArrayBuilder tail = new ByteArrayBuilder(0);

    final List<Damage> damage = new ArrayList<>(0);
    final List<GivenUp> givenUp = new ArrayList<>(0);
    /** What went wrong in reading it. */
    @Nullable
    IOException readFailure;
    /** What else went wrong; thrown where the result is used. */
    @Nullable
    Throwable failure;

    Unit(Kind kind, SearchInput input, FrameHeader header, long streamOffset, byte @Nullable [] frame) {
        this.kind = kind;
        this.input = input;
        this.header = header;
        this.streamOffset = streamOffset;
        this.frame = frame;
    }

    /** Says that an input begins. */
    static Unit begin(SearchInput input) {
        return new Unit(Kind.BEGIN, input, new FrameHeader(), 0, null);
    }

    /** Says that an input ends, or why it can't be read further. */
    static Unit end(SearchInput input, @Nullable IOException why) {
        Unit unit = new Unit(Kind.END, input, new FrameHeader(), 0, null);
        unit.readFailure = why;
        return unit;
    }

    /**
     * Reads from the payload of a frame in a file.
     *
     * @throws IOException if it can't be read, or the file has become shorter
     */
    void readPayload(long at, byte[] target, int length) throws IOException {
        if (!input.read(streamOffset + FrameLimits.HEADER_BYTES + at, target, length)) {
            throw new FormatException("stream cut inside a frame");
        }
    }

    /** The lines that were found. */
    FoundList found() {
        BlockLines inBlock = found;
        return inBlock == null ? lines : inBlock;
    }

    /** Notes damage of the whole frame. */
    void damaged(String what) {
        damage.add(new Damage(streamOffset, header.frameLength(), what));
    }

    /** Frees what the lines hold. */
    void release() {
        BlockLines inBlock = found;
        if (inBlock != null) {
            inBlock.close();
        }
    }

    /** Forgets what was found in it. */
    void forget() {
        lines.clear();
        found = null;
        wholeLines = 0;
        selected = 0;
        givenUp.clear();
    }

    /** What is held in memory for it. */
    long heldBytes() {
        return lines.bytes() + head.length() + tail.length() + (frame == null ? 0 : frame.length);
    }
}
