package evtools.evport;

import evtools.archive.Archive;
import evtools.archive.Manifest;
import evtools.archive.SegmentInfo;
import evtools.cli.ExitCode;
import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.pipe.TemporaryDirectory;
import evtools.sort.MergeSink;
import evtools.sort.StreamMerge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads an archive's segments as one sorted stream. Not thread-safe. */
final class ArchiveReading {
    private final Stdio io;
    private final Archive archive;
    private final EventFilter filter;
    private boolean damaged;
    private boolean failed;

    ArchiveReading(Stdio io, Archive archive, EventFilter filter) {
        this.io = io;
        this.archive = archive;
        this.filter = filter;
    }

    int run(EventOutput out) throws IOException {
        List<Manifest> manifests = archive.manifests();
        List<StreamMerge.TimedInput> segments = new ArrayList<>();
        for (Manifest manifest : manifests) {
            SegmentInfo segment = manifest.segment();
            if (segment != null && mayPass(segment)) {
                segments.add(new Segment(segment));
            }
        }
        // Segments of one bucket have no event in common, and an event lies in one bucket: nothing to leave out.
        try (StreamMerge merge = new StreamMerge(false, TemporaryDirectory.of(io))) {
            merge.drainByTime(segments, new Filtered(out));
        }
        if (failed) {
            return ExitCode.FAILURE;
        }
        return damaged ? ExitCode.DAMAGED : ExitCode.OK;
    }

    private boolean mayPass(SegmentInfo segment) {
        return filter.mayPass(new FrameHeader().events(1, segment.minPoint(), segment.maxPoint()));
    }

    private void damaged(String key, long offset, long length, String what) {
        damaged = true;
        io.diagnostics().errorIn(key, what + ", at byte " + offset + " (" + length + " bytes skipped or affected)");
    }

    private InputStream open(SegmentInfo segment) {
        try {
            return archive.open(segment);
        } catch (IOException e) {
            failed = true;
            io.diagnostics().errorIn(segment.key(), FailureText.reason(e));
            return new ByteArrayInputStream(new byte[0]);
        }
    }

    private final class Segment implements StreamMerge.TimedInput {
        private final SegmentInfo segment;

        Segment(SegmentInfo segment) {
            this.segment = segment;
        }

        @Override
        public long minPoint() {
            return segment.minPoint();
        }

        @Override
        public StreamMerge.Input open() {
            InputStream stream = ArchiveReading.this.open(segment);
            FrameReader reader =
                    new FrameReader(stream, (offset, length, what) -> damaged(segment.key(), offset, length, what));
            return new StreamMerge.Input(segment.key(), reader, reader::next, () -> {
                reader.close();
                stream.close();
            });
        }
    }

    /** Lets pass what the filter wants. */
    private final class Filtered implements MergeSink {
        private final EventOutput out;
        private final EventView view = new EventView();

        Filtered(EventOutput out) {
            this.out = out;
        }

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            if (!view.tryWrap(buffer, offset, length)) {
                throw new FormatException("event in an archive: " + view.problem());
            }
            if (filter.passes(view)) {
                out.write(buffer, offset, length);
            }
        }

        @Override
        public boolean takes(FrameHeader header) {
            return out.isBinary() && filter.surelyPasses(header);
        }

        @Override
        public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
            out.passOn(buffer, offset, length);
        }
    }
}
