package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameReader;
import evtools.sort.RandomEvents.Collected;
import evtools.sort.Streams.FrameSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Each way of sorting, from frames to whole events; nothing is checked here but that nothing is reported as damaged. */
final class SortWays {
    private static final DamageListener NO_DAMAGE = (offset, length, what) -> {
        throw new IllegalStateException(what);
    };

    private final Path temporary;

    SortWays(Path temporary) {
        this.temporary = temporary;
    }

    /** What came out in time and what too late. */
    record Found(List<byte[]> inTime, List<byte[]> late, SorterStats stats) {}

    private static FrameReader reader(byte[] stream) {
        return new FrameReader(new ByteArrayInputStream(stream), NO_DAMAGE);
    }

    /** Rows as they lie in frames, into a batch that comes out as one payload. */
    static List<byte[]> batchAsPayload(List<byte[]> frames) throws IOException {
        BatchSorter sorter = filled(frames);
        List<byte[]> found = new ArrayList<>();
        sorter.sortAndDrain(new ByteArrayBuilder(16), (payload, length, wholeLength, events, min, max) -> {
            found.addAll(eventsOf(payload, length, wholeLength));
            check(events == found.size(), "events: said " + events + ", found " + found.size());
            check(min == point(found.getFirst()) && max == point(found.getLast()), "bounds are wrong");
        });
        check(sorter.size() == 0, "a drained batch holds events");
        return found;
    }

    /** The same, coming out event by event. */
    static List<byte[]> batchByEvent(List<byte[]> frames, boolean dropDuplicates) throws IOException {
        BatchSorter sorter = filled(frames);
        TailTable tails = sorter.tails();
        Collected found = new Collected();
        byte[] whole = new byte[EventFormat.MAX_EVENT_BYTES];
        sorter.sortAndDrain(
                (buffer, offset, length) -> {
                    int wholeLength = tails.expandEvent(buffer, offset, length, whole, 0);
                    if (wholeLength > 0) {
                        found.event(whole, 0, wholeLength);
                    } else {
                        found.event(buffer, offset, length);
                    }
                },
                dropDuplicates);
        return found.events;
    }

    private static BatchSorter filled(List<byte[]> frames) throws IOException {
        BatchSorter sorter = new BatchSorter(BatchSorter.MAX_BYTES);
        TailTable table = new TailTable();
        byte[] whole = new byte[EventFormat.MAX_EVENT_BYTES];
        try (FrameReader reader = reader(Streams.concat(frames))) {
            while (reader.next()) {
                byte[] rows = rows(reader, table);
                int end = reader.rowsOffset() + reader.rowsLength();
                int next = reader.rowsOffset();
                while (next < end) {
                    int row = next + EventFormat.LENGTH_BYTES;
                    int length = BigEndian.getUnsignedShort(rows, next);
                    next = row + length;
                    int version = rows[row] & 0xFF;
                    int there = table.has(version)
                            ? sorter.tail(table.bytes(), table.offset(version), table.length(version), version)
                            : version;
                    if (there == TailTable.WHOLE && version != TailTable.WHOLE) {
                        int wholeLength = table.expandEvent(rows, row, length, whole, 0);
                        check(sorter.add(whole, 0, wholeLength), "no room");
                    } else {
                        rows[row] = (byte) there;
                        check(sorter.addUnsettled(rows, row, length), "no room");
                    }
                }
                sorter.settle();
            }
        }
        return sorter;
    }

    private static byte[] rows(FrameReader reader, TailTable table) throws IOException {
        try {
            return reader.rows(table);
        } catch (FormatException e) {
            throw new IOException(e);
        }
    }

    private static List<byte[]> eventsOf(byte[] payload, int length, int wholeLength) throws IOException {
        byte[] whole = payload;
        int end = length;
        if (wholeLength > 0) {
            TailTable table = new TailTable();
            whole = new byte[wholeLength];
            end = wholeLength;
            try {
                table.expand(payload, 0, table.read(payload, 0, length), whole, wholeLength);
            } catch (FormatException e) {
                throw new IOException(e);
            }
        }
        List<byte[]> events = new ArrayList<>();
        int at = 0;
        while (at < end) {
            int event = at + EventFormat.LENGTH_BYTES;
            at = event + BigEndian.getUnsignedShort(whole, at);
            events.add(Arrays.copyOfRange(whole, event, at));
        }
        return events;
    }

    /** Everything at the end of the input. */
    Found whole(List<byte[]> frames, long memoryBytes, boolean dropDuplicates) throws IOException {
        FrameSink output = new FrameSink();
        try (EventSorter sorter = new EventSorter(memoryBytes, temporary, dropDuplicates, true, output)) {
            try (FrameReader reader = reader(Streams.concat(frames))) {
                while (reader.next()) {
                    check(sorter.add(reader) == null, "damage");
                }
            }
            sorter.finish();
            return new Found(output.collected.events, List.of(), sorter.stats());
        }
    }

    /** The same from files, whose frames are read in the order of their points. */
    Found wholeFiles(List<List<byte[]>> files, long memoryBytes) throws IOException {
        FrameSink output = new FrameSink();
        List<Path> paths = new ArrayList<>();
        try (FramesInOrder inOrder = new FramesInOrder(1 << 20, true);
                EventSorter sorter = new EventSorter(memoryBytes, temporary, true, false, output)) {
            for (List<byte[]> file : files) {
                Path path = Files.createTempFile(temporary, "frames", ".ev");
                paths.add(path);
                Files.write(path, Streams.concat(file));
                check(inOrder.add(path.toFile()), "a file is refused");
            }
            inOrder.begin();
            try (FrameReader reader = new FrameReader(inOrder, NO_DAMAGE)) {
                while (reader.next()) {
                    sorter.reached(reader.header().minPoint());
                    check(sorter.add(reader) == null, "damage");
                }
            }
            sorter.finish();
            return new Found(output.collected.events, List.of(), sorter.stats());
        } finally {
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }

    /** Slices as they become due. */
    Found holdDown(List<byte[]> frames, long holdDownTicks, long sliceTicks, long memoryBytes, boolean statistics)
            throws IOException {
        FrameSink inTime = new FrameSink();
        FrameSink late = new FrameSink();
        HoldDownOutput output = new HoldDownOutput() {
            @Override
            public MergeSink inTime() {
                return inTime;
            }

            @Override
            public MergeSink late() {
                return late;
            }

            @Override
            public void positions(byte[] payload, int offset, int length) {
                throw new IllegalStateException("nobody gave positions");
            }
        };
        HoldDownOptions options =
                new HoldDownOptions(holdDownTicks, sliceTicks, memoryBytes, temporary, true, statistics);
        try (HoldDownSorter sorter = new HoldDownSorter(options, output)) {
            try (FrameReader reader = reader(Streams.concat(frames))) {
                while (reader.next()) {
                    sorter.take(reader, NO_DAMAGE);
                }
            }
            sorter.finish();
            return new Found(inTime.collected.events, late.collected.events, sorter.stats());
        }
    }

    /** Slices as they become due, from payloads made whole. */
    Found slices(List<byte[]> frames, long holdDownTicks, long sliceTicks, long memoryBytes) throws IOException {
        SorterOptions options = new SorterOptions(holdDownTicks, sliceTicks, memoryBytes, temporary, true);
        FrameSink output = new FrameSink();
        FrameSink late = new FrameSink();
        try (StreamSorter sorter = new StreamSorter(options, output, late)) {
            try (FrameReader reader = reader(Streams.concat(frames))) {
                while (reader.next()) {
                    byte[] payload = reader.payload();
                    int length = reader.header().wholeLength();
                    long built = reader.header().builtPoint();
                    String problem = sorter.addAll(payload, reader.payloadOffset(), length, built);
                    check(problem == null, String.valueOf(problem));
                }
            } catch (FormatException e) {
                throw new IOException(e);
            }
            sorter.finish();
            return new Found(output.collected.events, late.collected.events, sorter.stats());
        }
    }

    /** Merges sorted streams; those that overlap nothing pass as frames. */
    Found merge(List<List<byte[]>> streams, boolean dropDuplicates) throws IOException {
        FrameSink sink = new FrameSink();
        int[] next = {0};
        try (StreamMerge merge = new StreamMerge(dropDuplicates, temporary)) {
            merge.drain(
                    () -> {
                        int i = next[0]++;
                        if (i >= streams.size()) {
                            return null;
                        }
                        FrameReader reader = reader(Streams.concat(streams.get(i)));
                        return new StreamMerge.Input("input" + i, reader, reader::next, reader::close);
                    },
                    sink);
        }
        return new Found(sink.collected.events, List.of(), new SorterStats());
    }

    /** A heap of frames in any order, with copies among them. */
    Found frames(List<byte[]> frames, long memoryBytes) throws IOException {
        FrameSink sink = new FrameSink();
        try (FrameMerge merge = new FrameMerge(memoryBytes, temporary, NO_DAMAGE)) {
            try (FrameReader reader = reader(Streams.concat(frames))) {
                while (reader.next()) {
                    merge.add(reader.header(), reader.frameBuffer(), reader.frameOffset());
                }
            }
            merge.drain(true, sink);
        }
        return new Found(sink.collected.events, List.of(), new SorterStats());
    }

    static long point(byte[] event) {
        return BigEndian.getLong(event, EventFormat.POINT_OFFSET);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
