package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of the time tree on disk: a file of neighbouring slices, to which what doesn't fit into memory is appended, a
 * sorted run at a time.
 *
 * <pre>
 *   file  | run: frame frame frame … | run: frame … | …        each run sorted, each frame within its run's order
 *           ▲ read on as slices become due
 * </pre>
 *
 * <p>Each event is written once and read once, unless there are more runs than can be read at a time: then the smallest
 * become one. Not thread-safe.
 */
final class SpilledSlices implements AutoCloseable {
    private final Path directory;
    private final TailPool pool;
    private final List<Piece> pieces = new ArrayList<>();
    private final TemporaryFile file;

    SpilledSlices(Path directory, TailPool pool) throws IOException {
        this.directory = directory;
        this.pool = pool;
        this.file = TemporaryFile.open(directory);
    }

    /** Gives out events in order. */
    interface Source {
        void drain(MergeSink sink) throws IOException;
    }

    /** A sorted run in the file. */
    final class Piece implements RunMerge.Waiting {
        private final TemporaryFile in;
        private final long from;
        private final long to;
        private final long minPoint;
        private boolean opened;
        private Run run;

        private Piece(TemporaryFile in, long from, long to, long minPoint) {
            this.in = in;
            this.from = from;
            this.to = to;
            this.minPoint = minPoint;
            this.run = new Unread();
        }

        boolean isOpened() {
            return opened;
        }

        @Override
        public long minPoint() {
            return minPoint;
        }

        @Override
        public Run open() throws IOException {
            opened = true;
            FrameReader reader = new FrameReader(in.input(from, to), (offset, length, what) -> {
                throw new UncheckedIOException(new TemporaryFileException(
                        directory.toString(), new IOException(what + ", at byte " + offset)));
            });
            run = new StreamRun(
                    new StreamMerge.Input("temporary file in " + directory, reader, reader::next, new Once(reader)),
                    null,
                    pool);
            run.load();
            return run;
        }
    }

    List<Piece> pieces() {
        return pieces;
    }

    /**
     * Appends a run.
     *
     * @return how many bytes it has
     */
    long append(Source source) throws IOException {
        long from = file.length();
        Writing sink;
        try (EventStreamWriter writer = new EventStreamWriter(file.output())) {
            writer.header().flags(FrameFlags.SORTED);
            sink = new Writing(writer);
            source.drain(sink);
            writer.flush();
        }
        if (sink.any) {
            pieces.add(new Piece(file, from, file.length(), sink.minPoint));
        }
        return file.length() - from;
    }

    /**
     * Makes one run of the smallest that weren't opened yet, so that each event is written a few times at most; returns
     * how many bytes it has.
     *
     * @param count how many
     */
    long unite(int count, RunMerge merge) throws IOException {
        List<Piece> some = new ArrayList<>();
        for (Piece piece : pieces) {
            if (!piece.opened) {
                some.add(piece);
            }
        }
        some.sort(Comparator.comparingLong(piece -> piece.to - piece.from));
        some = some.subList(0, Math.min(count, some.size()));
        for (Piece piece : some) {
            merge.add(piece.open());
        }
        pieces.removeAll(some);
        return append(merge::drain);
    }

    /** Whether all of it was read. */
    boolean isRead() {
        for (Piece piece : pieces) {
            if (!piece.opened || piece.run.state != Run.END) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the file. */
    long bytes() {
        return file.length();
    }

    @Override
    public void close() throws IOException {
        pieces.clear();
        file.close();
    }

    /** Frames pass as they are: reading them back is all that is needed. */
    private static final class Writing implements MergeSink {
        private final EventStreamWriter writer;
        boolean any;
        long minPoint;

        Writing(EventStreamWriter writer) {
            this.writer = writer;
        }

        private void first(long point) {
            if (!any) {
                any = true;
                minPoint = point;
            }
        }

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            first(BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET));
            writer.add(buffer, offset, length);
        }

        @Override
        public void event(byte[] buffer, int offset, int length, SharedTail tail) throws IOException {
            first(BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET));
            writer.add(buffer, offset, length, tail);
        }

        @Override
        public boolean takes(FrameHeader header) {
            return true;
        }

        @Override
        public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
            first(header.minPoint());
            writer.passOn(buffer, offset, length);
        }
    }

    /** Stands for a run that wasn't opened. */
    private static final class Unread extends Run {
        @Override
        boolean step() {
            return false;
        }

        @Override
        void load() {
            state = END;
        }
    }

    /** A merge closes a run that has ended when it needs its place, and so does whoever opened it. */
    private static final class Once implements Closeable {
        private @Nullable FrameReader reader;

        Once(FrameReader reader) {
            this.reader = reader;
        }

        @Override
        public void close() {
            FrameReader open = reader;
            if (open != null) {
                reader = null;
                open.close();
            }
        }
    }
}
