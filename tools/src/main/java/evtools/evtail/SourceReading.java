package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.position.SourcePosition;
import evtools.format.time.LineHead;
import evtools.format.time.PointNumbering;
import evtools.format.time.Recogniser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reading of one generation of one source: bytes in, events out, and the position at any time. Not thread-safe.
 *
 * <pre>
 *   InputStream ──► SourceLines ──► EventMaker ──► EventSink
 *        └────────► Fingerprint        └─ numbers, layouts, year ──► SourcePosition
 * </pre>
 */
final class SourceReading implements LineTarget {
    /** Java reads through a buffer that it allocates for each call: a larger one would be mapped anew each time. */
    private static final int MAX_READ_BYTES = 64 << 10;

    private final String name;
    private final FileIdentity file;
    private final long begin;
    private final Recogniser recogniser;
    private final EventMaker maker;
    private final SourceLines lines;
    private final Fingerprint fingerprint = new Fingerprint();
    private long generation;
    private long givenOutBytes;
    private @Nullable SourcePosition beforeLongLine;
    private @Nullable SourcePosition beforeLastLine;

    private SourceReading(
            String name, FileIdentity file, long begin, Defaults defaults, EventSink sink, long offset, boolean known) {
        this.name = name;
        this.file = file;
        this.begin = begin;
        this.recogniser = new Recogniser(file.modifiedSeconds());
        this.maker = new EventMaker(
                recogniser,
                defaults.hostBytes(),
                defaults.appBytes(name),
                defaults.durability().of(name),
                sink);
        this.lines = new SourceLines(this, offset, known);
    }

    /** Reading from the beginning of a generation, at offset {@code begin} of the file. */
    static SourceReading fresh(String name, FileIdentity file, long begin, Defaults defaults, EventSink sink) {
        return new SourceReading(name, file, begin, defaults, sink, begin, false);
    }

    /**
     * Reading on from a position.
     *
     * @param first the generation's first bytes, as many as the position's fingerprint covers
     */
    static SourceReading resumed(
            SourcePosition position, FileIdentity file, byte[] first, Defaults defaults, EventSink sink) {
        SourceReading reading =
                new SourceReading(position.path(), file, position.begin(), defaults, sink, position.offset(), true);
        reading.generation = position.generation();
        reading.fingerprint.add(first, 0, first.length);
        reading.recogniser.restore(position.layouts(), position.year(), position.textTime());
        reading.maker
                .numbering()
                .restore(
                        position.hasTextTime(),
                        position.textTime(),
                        position.resolutionTicks(),
                        position.greatestTextTime(),
                        position.nextForward(),
                        position.nextBackward());
        reading.setSource();
        return reading;
    }

    /** Reads once; returns how many bytes came, -1 at the end. */
    int readFrom(InputStream in) throws IOException {
        byte[] buffer = lines.buffer();
        int free = lines.free();
        int count = in.read(buffer, free, Math.min(MAX_READ_BYTES, buffer.length - free));
        if (count > 0) {
            fingerprint.add(buffer, free, count);
            lines.received(count);
        }
        return count;
    }

    /** Whether bytes are held back until there is more to learn from. */
    boolean waitsToLookAhead() {
        return lines.waitsToLookAhead();
    }

    /** No more bytes for now. */
    void pause() throws IOException {
        lines.pause();
    }

    /** Lines read from now on of a source in which no time was ever recognised get the time of reading. */
    void readingTime(long epochSeconds) {
        if (recogniser.layouts().isEmpty() && maker.numbering().hasTime()) {
            maker.numbering().assume(Point.fromEpochSeconds(Math.max(0, epochSeconds)), Point.TICKS_PER_SECOND);
        }
    }

    /** Gives out a last line without a line feed too; what remains is to ask for the position. */
    void finish() throws IOException {
        beforeLastLine = null;
        lines.pause();
        long unfinished = lines.unfinishedBytes();
        if (unfinished > 0) {
            beforeLastLine = position();
            givenOutBytes = unfinished;
        }
        lines.finish();
    }

    /** Where reading stands: everything before was given out. */
    SourcePosition position() {
        if (beforeLastLine != null) {
            return withGivenOut(beforeLastLine);
        }
        return lines.insideLongLine() && beforeLongLine != null ? beforeLongLine : current();
    }

    private SourcePosition withGivenOut(SourcePosition at) {
        return new SourcePosition(
                at.path(),
                at.device(),
                at.inode(),
                at.begin(),
                generation,
                at.fingerprintedBytes(),
                at.fingerprintHigh(),
                at.fingerprintLow(),
                at.offset(),
                givenOutBytes,
                at.hasTextTime(),
                at.textTime(),
                at.resolutionTicks(),
                at.greatestTextTime(),
                at.nextForward(),
                at.nextBackward(),
                at.year(),
                at.layouts());
    }

    private SourcePosition current() {
        PointNumbering numbering = maker.numbering();
        int covered = (int) Math.min(fingerprint.length(), lines.lineOffset() - begin);
        long[] hash = fingerprint.hash(covered);
        return new SourcePosition(
                name,
                file.device(),
                file.inode(),
                begin,
                generation,
                covered,
                hash[0],
                hash[1],
                lines.lineOffset(),
                0,
                numbering.hasTime(),
                numbering.textTime(),
                numbering.resolutionTicks(),
                numbering.greatestTextTime(),
                numbering.nextForward(),
                numbering.nextBackward(),
                recogniser.year(),
                recogniser.layouts());
    }

    @Override
    public void lookAhead(byte[] buffer, int from, int to) {
        generation = Fingerprint.generation(begin, buffer, from, to);
        setSource();
        recogniser.learn(buffer, from, to);
        numberFromFirstTime(buffer, from, to);
    }

    /** Lines before the first one with a time take its time. */
    private void numberFromFirstTime(byte[] buffer, int from, int to) {
        Recogniser scout = new Recogniser(file.modifiedSeconds());
        scout.restore(recogniser.layouts(), 0, 0);
        int at = from;
        while (at < to) {
            int feed = LineFeeds.next(buffer, at, to);
            int end = feed < 0 ? to : feed;
            LineHead head = scout.recognise(buffer, at, Math.min(end, at + SourceLines.LOOK_AHEAD_BYTES));
            if (head.timed()) {
                maker.numbering().restore(true, head.textTime(), head.resolutionTicks(), 0, 0, 0);
                return;
            }
            at = end + 1;
        }
        maker.numbering()
                .restore(
                        true,
                        Point.fromEpochSeconds(Math.max(0, file.modifiedSeconds())),
                        Point.TICKS_PER_SECOND,
                        0,
                        0,
                        0);
    }

    private void setSource() {
        ByteArrayBuilder value = new ByteArrayBuilder(64);
        value.put(name.getBytes(StandardCharsets.UTF_8)).put('#').putHex(generation);
        maker.source(value.toByteArray());
    }

    @Override
    public EventMaker maker() {
        return maker;
    }

    @Override
    public void longLineBegins() {
        beforeLongLine = current();
    }

    /** The recogniser, for an explanation of what it learned. */
    Recogniser recogniser() {
        return recogniser;
    }

    /** The source as the user named it. */
    String name() {
        return name;
    }

    /** Offset of the first byte that wasn't given out. */
    long offset() {
        return lines.lineOffset() + lines.unfinishedBytes();
    }

    /** Where in the file the generation begins. */
    long begin() {
        return begin;
    }

    /** The generation's first bytes as far as they were read, at most {@link Fingerprint#MAX_BYTES}. */
    byte[] firstBytes() {
        return fingerprint.bytes();
    }

    /** Which file it is. */
    FileIdentity file() {
        return file;
    }
}
