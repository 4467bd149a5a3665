package evtools.evport;

import evtools.archive.ArchiveBucket;
import evtools.archive.FrameIdRanges;
import evtools.archive.Manifest;
import evtools.archive.SegmentWriter;
import evtools.cli.Stdio;
import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.pipe.TemporaryDirectory;
import evtools.sealing.BucketExport;
import evtools.sort.MergeSink;
import evtools.sort.SorterOptions;
import evtools.sort.StreamSorter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream: read to its end, sorted, cut into buckets by the events' points. Events whose times can hardly be right go
 * to the bucket of now, so that they don't make buckets of their own. Not thread-safe.
 */
final class StreamSource {
    private static final long MEMORY_BYTES = 128L << 20;

    /** 1990-01-01T00:00:00Z. */
    private static final long EARLIEST_POINT = Point.fromEpochSeconds(631_152_000L);

    private static final long MAX_AHEAD_TICKS = 24 * 3600 * Point.TICKS_PER_SECOND;

    private final Stdio io;
    private final String from;
    private final int widthSeconds;
    private final long since;

    StreamSource(Stdio io, String from, int widthSeconds, long since) {
        this.io = io;
        this.from = from;
        this.widthSeconds = widthSeconds;
        this.since = since;
    }

    /** Archives everything; returns whether something couldn't be read. */
    boolean exportTo(BucketExport export) throws IOException {
        EventInputs inputs = new EventInputs(io, List.of(from));
        SorterOptions options = new SorterOptions(
                SorterOptions.WHEN_INPUT_ENDS, Point.TICKS_PER_SECOND, MEMORY_BYTES, TemporaryDirectory.of(io), true);
        try (Cutting cutting = new Cutting(export);
                StreamSorter sorter = new StreamSorter(options, cutting, cutting)) {
            EventInput input;
            while ((input = inputs.next()) != null) {
                try (EventInput open = input) {
                    read(open, sorter);
                }
            }
            sorter.finish();
            cutting.finish();
        }
        if (inputs.failed()) {
            throw new IOException(from + ": could not be read in full");
        }
        return inputs.damaged();
    }

    private static void read(EventInput input, StreamSorter sorter) throws IOException {
        FrameReader frames = input.frames();
        while (input.nextFrame()) {
            FrameHeader header = frames.header();
            String problem = header.unreadable();
            if (problem == null && header.kind() == FrameKind.EVENTS) {
                try {
                    problem = sorter.addAll(frames.payload(), frames.payloadOffset(), header.wholeLength(), 0);
                } catch (FormatException e) {
                    problem = String.valueOf(e.getMessage());
                }
            }
            if (problem != null) {
                frames.reportDamage(problem);
            }
        }
    }

    /** Takes all events in order; begins a segment at each new bucket. */
    private final class Cutting implements MergeSink, AutoCloseable {
        private final BucketExport export;
        private final long nowPoint = Point.fromEpochNanos(io.clock().epochNanos());
        private final long latestPoint = Point.plus(nowPoint, MAX_AHEAD_TICKS);
        private @Nullable Open current;
        private @Nullable Open outside;

        Cutting(BucketExport export) {
            this.export = export;
        }

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            long point = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
            if (Long.compareUnsigned(point, since) < 0) {
                return;
            }
            if (Long.compareUnsigned(point, EARLIEST_POINT) < 0 || Long.compareUnsigned(point, latestPoint) > 0) {
                if (outside == null) {
                    outside = new Open(export, Point.bucket(nowPoint, widthSeconds));
                }
                outside.event(buffer, offset, length);
                return;
            }
            long number = Point.bucket(point, widthSeconds);
            if (current == null || current.bucket.number() != number) {
                if (current != null) {
                    current.finish();
                }
                current = new Open(export, number);
            }
            current.event(buffer, offset, length);
        }

        void finish() throws IOException {
            if (current != null) {
                current.finish();
            }
            if (outside != null) {
                outside.finish();
            }
        }

        @Override
        public void close() throws IOException {
            if (current != null) {
                current.close();
            }
            if (outside != null) {
                outside.close();
            }
        }
    }

    /** A bucket whose events are coming. */
    private final class Open implements AutoCloseable {
        final ArchiveBucket bucket;
        private final BucketExport export;
        private final List<Manifest> earlier;
        private final @Nullable SegmentWriter writer;
        private long events;

        Open(BucketExport export, long number) throws IOException {
            this.export = export;
            this.bucket = export.bucket(number, widthSeconds);
            boolean wanted = !export.skips(bucket);
            this.earlier = wanted ? export.manifests(bucket) : List.of();
            this.writer = wanted && !export.isDryRun() ? export.begin(bucket, earlier) : null;
        }

        void event(byte[] buffer, int offset, int length) throws IOException {
            events++;
            if (writer != null) {
                writer.event(buffer, offset, length);
            }
        }

        void finish() throws IOException {
            if (writer != null) {
                export.finish(writer, earlier, List.of("stream"), new FrameIdRanges());
            } else if (export.isDryRun()) {
                export.wouldArchive(bucket, "events " + events);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
