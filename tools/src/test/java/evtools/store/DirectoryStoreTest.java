package evtools.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.store.TestFrames.Made;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest {
    private static final long SECOND = 1_700_000_000L;

    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private final SplittableRandom random = new SplittableRandom(1);
    private final FaultyDisk disk = new FaultyDisk();

    private DirectoryStore open(Path... roots) throws IOException {
        return DirectoryStore.open(
                disk,
                List.of(roots),
                "test",
                TestFrames.WIDTH,
                new StoreLimits(4_000, 4, 1_000, 0, 0),
                random.split(),
                listener);
    }

    private static DirectoryStore.Appended append(DirectoryStore store, Made frame) {
        return store.append(frame.header(), frame.bytes().duplicate());
    }

    private static byte[] read(DirectoryStore store, StoredFrame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.transferTo(frame, Channels.newChannel(out));
        return out.toByteArray();
    }

    private static StoredFrame find(DirectoryStore store, Made frame) {
        return store.find(TestFrames.ORIGIN, frame.header().sequence(), frame.headerCrc());
    }

    private static Path onlyLeaf(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".ev"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void placesFramesByTheTimeTheirBucketBegins() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            assertEquals(DirectoryStore.Appended.STORED, append(store, TestFrames.frame(1, SECOND, "one")));
        }
        assertEquals(
                "2023/11/14/220904/0001.ev", root.relativize(onlyLeaf(root)).toString());
    }

    @Test
    void recoversAllWholeFramesFromAFileCutAnywhere() throws IOException {
        List<Made> frames = new ArrayList<>();
        Path whole = temporary.resolve("whole");
        try (DirectoryStore store = open(whole)) {
            for (int i = 1; i <= 3; i++) {
                Made frame = TestFrames.frame(i, SECOND + i, "event number " + i);
                frames.add(frame);
                append(store, frame);
            }
        }
        byte[] bytes = Files.readAllBytes(onlyLeaf(whole));
        String leaf = whole.relativize(onlyLeaf(whole)).toString();
        for (int cut = 0; cut <= bytes.length; cut++) {
            Path root = temporary.resolve("cut" + cut);
            try (DirectoryStore store = open(root)) {
                assertEquals(0, store.frameCount());
            }
            Path file = root.resolve(leaf);
            Files.createDirectories(file.getParent());
            Files.write(file, Arrays.copyOf(bytes, cut));
            int kept = 0;
            int end = 0;
            while (kept < 3 && end + frames.get(kept).bytes().capacity() <= cut) {
                end += frames.get(kept++).bytes().capacity();
            }
            listener.cutBytes.clear();
            listener.quarantined.clear();
            try (DirectoryStore store = open(root)) {
                assertEquals(kept, store.frameCount(), "cut at " + cut);
                if (cut > end) {
                    assertEquals(List.of((long) cut - end), listener.cutBytes, "cut at " + cut);
                    assertArrayEquals(
                            Arrays.copyOfRange(bytes, end, cut), Files.readAllBytes(listener.quarantined.getFirst()));
                } else {
                    assertTrue(listener.cutBytes.isEmpty(), "cut at " + cut);
                }
                for (Made frame : frames) {
                    append(store, frame);
                    StoredFrame stored = find(store, frame);
                    assertNotNull(stored, "cut at " + cut);
                    assertArrayEquals(frame.bytes().array(), read(store, stored), "cut at " + cut);
                }
            }
        }
    }

    @Test
    void skipsDamageInsideAFileAndKeepsWhatIsAround() throws IOException {
        Path root = temporary.resolve("s");
        Made first = TestFrames.frame(1, SECOND, "first");
        Made second = TestFrames.frame(2, SECOND, "second");
        Made third = TestFrames.frame(3, SECOND, "third");
        try (DirectoryStore store = open(root)) {
            append(store, first);
            append(store, second);
            append(store, third);
        }
        byte[] bytes = Files.readAllBytes(onlyLeaf(root));
        bytes[first.bytes().capacity() + 20] ^= 1;
        Files.write(onlyLeaf(root), bytes);
        try (DirectoryStore store = open(root)) {
            assertEquals(2, store.frameCount());
            assertNull(find(store, second));
            StoredFrame after = find(store, third);
            assertNotNull(after);
            assertArrayEquals(third.bytes().array(), read(store, after));
        }
        assertEquals(1, listener.damages.size());
        assertTrue(listener.quarantined.isEmpty());
    }

    @Test
    void knowsCopiesFromOtherFramesOfTheSameId() throws IOException {
        Made frame = TestFrames.frame(1, SECOND, "one");
        Made other = TestFrames.frame(1, SECOND, "another");
        try (DirectoryStore store = open(temporary.resolve("s"))) {
            assertEquals(DirectoryStore.Appended.STORED, append(store, frame));
            assertEquals(DirectoryStore.Appended.HELD, append(store, frame));
            assertEquals(DirectoryStore.Appended.CONFLICT, append(store, other));
            assertEquals(DirectoryStore.Appended.HELD, append(store, other), "known by now");
            assertEquals(1, listener.conflicts);
            assertEquals(2, store.frameCount(), "both are kept");
        }
    }

    @Test
    void isDurableAfterASyncOnly() throws IOException {
        Made frame = TestFrames.frame(1, SECOND, "one");
        try (DirectoryStore store = open(temporary.resolve("s"))) {
            append(store, frame);
            StoredFrame stored = find(store, frame);
            assertNotNull(stored);
            assertFalse(store.isDurable(stored));
            store.sync();
            assertTrue(store.isDurable(stored));
        }
    }

    @Test
    void aFailedSyncEndsThePromisesOfThatDiskOnly() throws IOException {
        Path good = temporary.resolve("good");
        Path bad = temporary.resolve("bad");
        try (DirectoryStore store = open(good, bad)) {
            for (int i = 1; i <= 40; i++) {
                append(store, TestFrames.frame(i, SECOND, "frame " + i));
            }
            disk.forceFails = bad.resolve("2023");
            store.sync();
            assertEquals(List.of(bad), listener.failedDisks);
            int held = 0;
            for (int i = 1; i <= 40; i++) {
                Made frame = TestFrames.frame(i, SECOND, "frame " + i);
                StoredFrame stored = find(store, frame);
                if (stored != null) {
                    held++;
                    assertTrue(store.isDurable(stored));
                } else {
                    assertEquals(DirectoryStore.Appended.STORED, append(store, frame), "stored again, elsewhere");
                }
            }
            assertTrue(held > 0 && held < 40, "frames were spread over both disks: " + held);
            assertTrue(store.works());
            disk.forceFails = temporary;
            store.sync();
            assertFalse(store.works());
            assertEquals(DirectoryStore.Appended.FAILED, append(store, TestFrames.frame(99, SECOND, "x")));
        }
    }

    @Test
    void whenFullCutsHalfWrittenFramesAndStaysReadable() throws IOException {
        Path root = temporary.resolve("s");
        Made first = TestFrames.frame(1, SECOND, "fits");
        Made second = TestFrames.frame(2, SECOND, "does not fit");
        try (DirectoryStore store = open(root)) {
            append(store, first);
            disk.room = 50;
            assertEquals(DirectoryStore.Appended.FULL, append(store, second));
            assertEquals(first.bytes().capacity(), Files.size(onlyLeaf(root)));
            StoredFrame stored = find(store, first);
            assertNotNull(stored);
            assertArrayEquals(first.bytes().array(), read(store, stored));
            disk.room = Long.MAX_VALUE;
            store.checkRoom();
            assertEquals(DirectoryStore.Appended.STORED, append(store, second));
        }
    }

    @Test
    void beginsANewLeafWhenOneIsFullAndKeepsFewFilesOpen() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            for (int i = 1; i <= 200; i++) {
                append(store, TestFrames.frame(i, SECOND + i * 200L, "spread over many buckets " + i));
            }
            assertEquals(200, store.frames(0, -1L).size());
            long previous = 0;
            for (StoredFrame frame : store.frames(0, -1L)) {
                assertTrue(Long.compareUnsigned(previous, frame.minPoint()) <= 0, "ordered by least point");
                previous = frame.minPoint();
                assertEquals(frame.length(), read(store, frame).length);
            }
        }
        try (DirectoryStore store = open(root)) {
            assertEquals(200, store.frameCount());
            for (int i = 201; i <= 400; i++) {
                append(store, TestFrames.frame(i, SECOND, "all in one bucket " + i));
            }
        }
        try (var files = Files.walk(root.resolve("2023/11/14/220904"))) {
            assertTrue(files.count() > 5, "several leaves");
        }
        try (DirectoryStore store = open(root)) {
            assertEquals(400, store.frameCount());
        }
    }

    @Test
    void refusesAnotherEnvironmentWidthOrProcess() throws IOException {
        Path root = temporary.resolve("s");
        long holder;
        try (DirectoryStore store = open(root)) {
            holder = store.identity().holder();
            assertThrows(IOException.class, () -> open(root), "in use");
        }
        try (DirectoryStore store = open(root)) {
            assertEquals(holder, store.identity().holder());
        }
        assertThrows(IOException.class, () -> openAs(root, "other", TestFrames.WIDTH));
        assertThrows(IOException.class, () -> openAs(root, "test", 512));
        try (DirectoryStore store = open(temporary.resolve("new"))) {
            assertFalse(holder == store.identity().holder(), "a new store is a new holder");
        }
    }

    private void openAs(Path root, String environment, int width) throws IOException {
        DirectoryStore.open(
                        disk, List.of(root), environment, width, StoreLimits.DEFAULT, new SplittableRandom(2), listener)
                .close();
    }

    @Test
    void expiresBucketsThatAreOldAndUnwritten() throws IOException {
        Path root = temporary.resolve("s");
        Made old = TestFrames.frame(1, SECOND, "old");
        Made young = TestFrames.frame(2, SECOND + 5_000, "young");
        try (DirectoryStore store = open(root)) {
            append(store, old);
            append(store, young);
            assertEquals(0, store.expire(SECOND + 2_000, 0).count(), "written to just now");
            assertEquals(1, store.expire(SECOND + 2_000, Long.MAX_VALUE).count());
            assertNull(find(store, old));
            assertNotNull(find(store, young));
            assertEquals(1, store.frameCount());
            assertFalse(Files.exists(root.resolve("2023/11/14/220904")));
            store.sync();
            assertTrue(listener.failedDisks.isEmpty());
        }
    }
}
