package evtools.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final long NOW_MILLIS = 1_795_168_800_000L;
    private static final long BEGIN = 1_744_061L * 1024 * 100_000_000L;

    @TempDir
    Path folder;

    private DirectoryObjectStore store;
    private Archive archive;
    private ArchiveBucket bucket;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryObjectStore.open(folder, true, new SecureRandom());
        archive = new Archive(store, "default");
        bucket = archive.bucket(1_744_061, 1024);
    }

    private static byte[] event(int number) {
        byte[] line = ("event " + number).getBytes(StandardCharsets.UTF_8);
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        int length = new EventBuilder()
                .begin(BEGIN + number)
                .text(line, 0, line.length)
                .finish(out);
        return Arrays.copyOfRange(out.array(), EventFormat.LENGTH_BYTES, EventFormat.LENGTH_BYTES + length);
    }

    private static SegmentWriter fill(SegmentWriter writer, Iterable<Integer> numbers) throws IOException {
        for (int number : numbers) {
            byte[] event = event(number);
            writer.event(event, 0, event.length);
        }
        return writer;
    }

    private Manifest add(Archive to, Iterable<Integer> numbers, FrameIdRanges frames) throws IOException {
        List<Manifest> earlier = to.manifests(bucket);
        return to.add(fill(to.begin(bucket, earlier), numbers), earlier, List.of("test"), frames, NOW_MILLIS);
    }

    private Manifest add(Iterable<Integer> numbers) throws IOException {
        return add(archive, numbers, new FrameIdRanges());
    }

    private static Set<Integer> range(int from, int until) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int i = from; i < until; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** Numbers of all events that count, in the order of the manifests. */
    private List<Integer> archived() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (Manifest manifest : archive.manifests()) {
            SegmentInfo segment = manifest.segment();
            if (segment == null) {
                continue;
            }
            try (InputStream stream = archive.open(segment);
                    EventReader events = new EventReader(new FrameReader(stream, (offset, length, what) -> {
                        throw new IllegalStateException(what);
                    }))) {
                EventView event = new EventView();
                while (events.next(event)) {
                    assertTrue(events.frames().header().sorted());
                    assertEquals(bucket.number(), events.frames().header().bucket());
                    numbers.add((int) (event.point() - BEGIN));
                }
            }
        }
        return numbers;
    }

    private List<String> segmentKeys() throws IOException {
        List<String> keys = new ArrayList<>();
        store.list(bucket.segmentPrefix(), "", 100).forEach(object -> keys.add(object.key()));
        return keys;
    }

    @Test
    void theNameFollowsFromTheEvents() throws IOException {
        Manifest manifest = add(range(0, 1000));
        SegmentInfo segment = manifest.segment();
        assertNotNull(segment);
        assertEquals(1000, segment.events());
        assertEquals(BEGIN, segment.minPoint());
        assertEquals(BEGIN + 999, segment.maxPoint());
        assertEquals(List.of(segment.key()), segmentKeys());
        assertEquals(new ArrayList<>(range(0, 1000)), archived());
    }

    @Test
    void whatIsThereIsNotAddedAgain() throws IOException {
        add(range(0, 100));
        assertNull(add(range(20, 80)));
        Manifest second = add(range(50, 150));
        assertNotNull(second.segment());
        assertEquals(50, second.segment().events());
        Manifest third = add(range(0, 200));
        assertNotNull(third.segment());
        assertEquals(50, third.segment().events());
        assertEquals(new ArrayList<>(range(0, 200)), archived());
    }

    @Test
    void framesWithoutNewEventsAreRemembered() throws IOException {
        FrameIdRanges first = new FrameIdRanges();
        first.add(5, 1);
        add(archive, range(0, 10), first);
        FrameIdRanges second = new FrameIdRanges();
        second.add(5, 2);
        Manifest manifest = add(archive, range(0, 5), second);
        assertNotNull(manifest);
        assertNull(manifest.segment());
        assertTrue(Archive.framesOf(archive.manifests(bucket)).contains(5, 2));
        assertNull(add(archive, range(0, 5), second));
        assertEquals(new ArrayList<>(range(0, 10)), archived());
    }

    @Test
    void manyAtOnceArchiveEachEventOnce() throws Exception {
        for (long seed = 0; seed < 15; seed++) {
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.sorted((a, b) -> b.compareTo(a))
                        .filter(p -> !p.equals(folder))
                        .forEach(p -> p.toFile().delete());
            }
            TreeSet<Integer> all = new TreeSet<>();
            List<Thread> writers = new ArrayList<>();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            for (int writer = 0; writer < 5; writer++) {
                Random random = new Random(seed * 31 + writer % 3);
                TreeSet<Integer> mine = new TreeSet<>();
                for (int i = 0; i < 200; i++) {
                    mine.add(random.nextInt(400));
                }
                all.addAll(mine);
                writers.add(Thread.ofPlatform().start(() -> {
                    try {
                        add(new Archive(store, "default"), mine, new FrameIdRanges());
                    } catch (IOException | RuntimeException e) {
                        failure.set(e);
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertNull(failure.get(), "seed " + seed);
            List<Integer> found = archived();
            found.sort(Integer::compare);
            assertEquals(new ArrayList<>(all), found, "seed " + seed);
            List<String> named = new ArrayList<>();
            for (Manifest manifest : archive.manifests()) {
                if (manifest.segment() != null) {
                    named.add(manifest.segment().key());
                }
            }
            named.sort(String::compareTo);
            assertEquals(named, segmentKeys(), "segments that nobody names are left, seed " + seed);
        }
    }

    @Test
    void aSegmentThatIsNotWhatItShouldBeDoesNotCount() throws IOException {
        List<Manifest> none = List.of();
        SegmentWriter probe = fill(archive.begin(bucket, none), range(0, 10));
        String key = probe.finish().key();
        probe.close();
        store.putIfAbsent(key, new byte[] {1, 2, 3});
        FormatException refused = assertThrows(FormatException.class, () -> add(range(0, 10)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(key), refused.getMessage());
        assertEquals(List.of(), archive.manifests());
    }

    @Test
    void whatACrashLeftIsUsedOrRemoved() throws IOException {
        SegmentWriter crashed = fill(archive.begin(bucket, List.of()), range(0, 10));
        String orphan = crashed.finish().key();
        assertTrue(crashed.commitAs(orphan));
        crashed.close();
        byte[] before = Files.readAllBytes(folder.resolve(orphan));

        Manifest same = add(range(0, 10));
        assertEquals(orphan, same.segment().key());
        assertArrayEquals(before, Files.readAllBytes(folder.resolve(orphan)));

        SegmentWriter other = fill(archive.begin(bucket, List.of()), range(0, 5));
        String old = other.finish().key();
        assertTrue(other.commitAs(old));
        other.close();
        Files.setLastModifiedTime(folder.resolve(old), FileTime.fromMillis(NOW_MILLIS - 2 * 3600_000L));
        add(range(0, 20));
        assertTrue(!Files.exists(folder.resolve(old)), "an old segment that nobody names is left");
        assertEquals(new ArrayList<>(range(0, 20)), archived());
    }

    @Test
    void anotherWidthIsRefused() throws IOException {
        add(range(0, 10));
        ArchiveBucket narrow = archive.bucket(bucket.beginSeconds() / 16, 16);
        assertEquals(bucket.name(), narrow.name());
        assertThrows(FormatException.class, () -> archive.manifests(narrow));
    }

    private Manifest fold(boolean evenOne, long nowMillis) throws IOException {
        return archive.fold(bucket, evenOne, nowMillis);
    }

    private long allModifiedMillis() throws IOException {
        return Files.getLastModifiedTime(folder.resolve(bucket.manifestKey(0))).toMillis();
    }

    @Test
    void segmentsAreFoldedIntoOneThatCountsInTheirPlace() throws IOException {
        add(range(0, 100));
        add(range(50, 200));
        add(Set.of(300));
        long now = allModifiedMillis();
        Manifest folded = fold(false, now);
        assertNotNull(folded);
        assertTrue(folded.replaces());
        assertEquals(201, folded.segment().events());
        assertEquals(201, archived().size());
        assertEquals(4, archive.manifests(bucket).size());
        assertEquals(4, segmentKeys().size(), "somebody may still be reading the old ones");
        assertNull(fold(false, now), "there is one only");
        // What comes later is compared with the new segment, and folded into it.
        add(range(199, 203));
        assertEquals(204, archived().size());
        assertNotNull(fold(false, now));
        assertEquals(204, archived().size());
        assertEquals(204, new TreeSet<>(archived()).size());
    }

    @Test
    void replacedSegmentsAreRemovedAnHourLater() throws IOException {
        add(range(0, 100));
        add(range(100, 200));
        long now = allModifiedMillis();
        for (String key : segmentKeys()) {
            Files.setLastModifiedTime(folder.resolve(key), FileTime.fromMillis(now - 10 * 3600_000L));
        }
        fold(false, now);
        assertEquals(3, segmentKeys().size(), "old, but replaced just now");
        assertNull(fold(false, now + 2 * 3600_000L));
        assertEquals(1, segmentKeys().size());
        assertEquals(200, archived().size());
    }

    @Test
    void aSingleSegmentIsWrittenAnewAtAnotherLevel() throws IOException {
        add(range(0, 1000));
        Archive harder = new Archive(store, "default", SegmentShape.sealing().withLevel(19));
        assertNull(harder.fold(bucket, false, NOW_MILLIS));
        Manifest manifest = harder.fold(bucket, true, NOW_MILLIS);
        assertNotNull(manifest);
        assertTrue(
                manifest.segment().key().endsWith("-19.evs"), manifest.segment().key());
        assertEquals(
                archive.manifests(bucket).getFirst().segment().contentHash(),
                manifest.segment().contentHash());
        assertNull(harder.fold(bucket, true, NOW_MILLIS), "it is of that level now");
        assertEquals(1000, archived().size());
        assertNull(add(range(0, 1000)), "nothing is new");
    }

    @Test
    void aDirectoryTellsWhatCounts() throws IOException {
        assertNull(ArchiveFolder.open(folder.toFile()));
        add(range(0, 100));
        add(range(100, 200));
        fold(false, NOW_MILLIS);
        Files.createDirectories(folder.resolve("manifest/other"));
        Files.writeString(folder.resolve("manifest/other/notes"), "none of ours");
        ArchiveFolder found = ArchiveFolder.open(folder.toFile());
        assertNotNull(found);
        int counting = 0;
        for (String key : segmentKeys()) {
            counting += found.isLeftOut(folder.resolve(key).toFile()) ? 0 : 1;
        }
        assertEquals(1, counting);
    }

    @Test
    void foldingAndAddingAtOnceLoseNothing() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 5; round++) {
            List<Thread> threads = new ArrayList<>();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            for (int worker = 0; worker < 4; worker++) {
                int from = round * 40 + worker * 10;
                boolean folds = worker == 3 || random.nextInt(4) == 0;
                threads.add(Thread.ofPlatform().start(() -> {
                    try (DirectoryObjectStore own = DirectoryObjectStore.open(folder, false, new SecureRandom())) {
                        Archive other = new Archive(own, "default");
                        if (folds) {
                            other.fold(bucket, false, NOW_MILLIS);
                        }
                        add(other, range(from, from + 10), new FrameIdRanges());
                    } catch (IOException | RuntimeException e) {
                        failure.set(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertNull(failure.get());
        }
        fold(false, NOW_MILLIS);
        assertEquals(new ArrayList<>(range(0, 200)), archived());
    }
}
