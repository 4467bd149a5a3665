package evtools.archive;

import evtools.format.frame.FrameReader;
import evtools.sort.MergeSink;
import evtools.sort.StreamMerge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Merges segments of a bucket, block by block, each of which is in memory once. */
final class SegmentMerge {
    private SegmentMerge() {}

    /**
     * Gives all events to a writer, in order.
     *
     * @throws IOException also if a segment is damaged
     */
    static void merge(ObjectStore store, List<SegmentInfo> segments, SegmentWriter writer) throws IOException {
        List<StreamMerge.TimedInput> inputs = new ArrayList<>();
        for (SegmentInfo segment : segments) {
            inputs.add(new Input(store, segment));
        }
        try (StreamMerge merge = new StreamMerge(true, Path.of("."))) {
            merge.drainByTime(inputs, new Writing(writer));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private record Input(ObjectStore store, SegmentInfo segment) implements StreamMerge.TimedInput {
        @Override
        public long minPoint() {
            return segment.minPoint();
        }

        @Override
        public StreamMerge.Input open() throws IOException {
            InputStream stream = store.get(segment.key());
            FrameReader reader = new FrameReader(stream, SegmentCheck.refuseDamage(segment.key()));
            return new StreamMerge.Input(segment.key(), reader, reader::next, () -> {
                reader.close();
                stream.close();
            });
        }
    }

    private record Writing(SegmentWriter writer) implements MergeSink {
        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            writer.event(buffer, offset, length);
        }
    }
}
