package evtools.sealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.archive.Archive;
import evtools.archive.ArchiveBucket;
import evtools.archive.DirectoryObjectStore;
import evtools.archive.Manifest;
import evtools.archive.SegmentInfo;
import evtools.cli.CapturedStdio;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventBuilder;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameWriter;
import evtools.replication.FrameKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which frames count as archived, and may be deleted where they came from. */
class BucketFramesTest {
    private static final int WIDTH = 1024;
    private static final long SECOND = 1_700_000_000L / WIDTH * WIDTH;

    @TempDir
    private Path folder = Path.of("");

    private final List<String> damage = new ArrayList<>();
    private @Nullable DirectoryObjectStore opened;

    private Archive archive() throws IOException {
        DirectoryObjectStore objects = opened;
        if (objects == null) {
            objects = DirectoryObjectStore.open(folder.resolve("archive"), true, new Random(1));
            opened = objects;
        }
        return new Archive(objects, "default");
    }

    @AfterEach
    void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    private record Frame(FrameHeader header, ByteArrayBuilder bytes) {}

    /** A frame of one event; its header may promise more. */
    private static Frame frame(long sequence, String text, int promisedEvents) {
        ByteArrayBuilder payload = new ByteArrayBuilder(256);
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        long point = Point.fromEpochSeconds(SECOND + 5);
        new EventBuilder().begin(point).text(line, 0, line.length).finish(payload);
        FrameHeader header = new FrameHeader()
                .codec(FrameCodec.NONE)
                .flags(FrameFlags.SORTED)
                .bucket(WIDTH, Point.bucket(point, WIDTH))
                .id(7, sequence)
                .builtPoint(point)
                .events(promisedEvents, point, point);
        ByteArrayBuilder bytes = new ByteArrayBuilder(256);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), bytes);
        }
        return new Frame(header, bytes);
    }

    /** The sequences that may be deleted after these frames were archived. */
    private Set<Long> archive(boolean again, Frame... frames) throws IOException {
        BucketExport export =
                new BucketExport(new CapturedStdio("evport").clockAt(1).stdio(), archive(), Set.of(), false);
        Set<Long> sequences = new TreeSet<>();
        try (BucketFrames bucket =
                new BucketFrames(export, bucket(), again, 16 << 20, folder, (place, length, what) -> {
                    damage.add(what);
                    return null;
                })) {
            for (Frame frame : frames) {
                assertTrue(bucket.belongs(frame.header));
                bucket.add(frame.header, frame.bytes.array(), 0);
            }
            for (FrameKey key : bucket.archive(List.of("test"))) {
                sequences.add(key.sequence());
            }
        }
        return sequences;
    }

    private ArchiveBucket bucket() throws IOException {
        return archive().bucket(SECOND / WIDTH, WIDTH);
    }

    private List<Long> eventsOfSegments() throws IOException {
        List<Long> events = new ArrayList<>();
        for (Manifest manifest : archive().manifests(bucket())) {
            SegmentInfo segment = manifest.segment();
            events.add(segment == null ? 0L : segment.events());
        }
        return events;
    }

    @Test
    void whatIsArchivedMayBeDeleted() throws IOException {
        assertEquals(Set.of(1L, 2L), archive(true, frame(1, "one", 1), frame(2, "two", 1)));
        assertEquals(List.of(2L), eventsOfSegments());
    }

    @Test
    void whatWasArchivedEarlierIsComparedAgainBeforeItMayBeDeleted() throws IOException {
        archive(false, frame(1, "one", 1), frame(2, "two", 1));
        assertEquals(Set.of(), archive(false, frame(1, "one", 1)));
        assertEquals(Set.of(1L, 2L), archive(true, frame(1, "one", 1), frame(2, "two", 1)));
        assertEquals(List.of(2L), eventsOfSegments(), "nothing was new");
        // Another frame that has an archived one's id is archived too, not taken for it.
        assertEquals(Set.of(1L), archive(true, frame(1, "another", 1)));
        assertEquals(List.of(2L, 1L), eventsOfSegments());
    }

    @Test
    void nothingIsDeletedWhereAFrameCannotBeRead() throws IOException {
        assertEquals(Set.of(), archive(true, frame(1, "one", 1), frame(2, "two", 2)));
        assertEquals(1, damage.size());
        assertTrue(damage.getFirst().contains("wrong event count"), damage.getFirst());
        // What can't be read is not taken for archived: it is tried again by whoever can.
        for (Manifest manifest : archive().manifests(bucket())) {
            assertTrue(manifest.frames().isEmpty());
        }
        archive(false, frame(2, "two", 2));
        assertEquals(2, damage.size());
    }
}
