package evtools.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.FrameLimits;
import evtools.store.TestFrames.Made;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as held, and how it ceases to: archived, expired, rotten, removed. */
class HeldFramesTest {
    private static final long SECOND = 1_700_000_000L;
    private static final long BUCKET = SECOND / TestFrames.WIDTH;

    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private final FaultyDisk disk = new FaultyDisk();

    private DirectoryStore open(Path... roots) throws IOException {
        return open(disk, roots);
    }

    private DirectoryStore open(Disk on, Path... roots) throws IOException {
        return DirectoryStore.open(
                on,
                List.of(roots),
                "test",
                TestFrames.WIDTH,
                new StoreLimits(4_000, 4, 1_000, 0, 0),
                new SplittableRandom(1),
                listener);
    }

    private static DirectoryStore.Appended append(DirectoryStore store, Made frame) {
        return store.append(frame.header(), frame.bytes().duplicate());
    }

    private static StoredFrame find(DirectoryStore store, Made frame) {
        return store.find(TestFrames.ORIGIN, frame.header().sequence(), frame.headerCrc());
    }

    private static FrameId id(Made frame) {
        return new FrameId(TestFrames.ORIGIN, frame.header().sequence(), frame.headerCrc());
    }

    private static List<Made> fill(DirectoryStore store, int count) {
        List<Made> frames = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Made frame = TestFrames.frame(i, SECOND, "frame " + i);
            assertEquals(DirectoryStore.Appended.STORED, append(store, frame));
            frames.add(frame);
        }
        return frames;
    }

    private static List<Path> leaves(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".ev"))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(StoredFrame frame, int at) throws IOException {
        try (FileChannel file =
                FileChannel.open(frame.leaf().path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, frame.offset() + (long) at);
            one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
            file.write(one, frame.offset() + (long) at);
        }
    }

    @Test
    void archivedFramesAreDeletedAndStayAwayAcrossRestarts() throws IOException {
        Path root = temporary.resolve("s");
        List<Made> frames;
        try (DirectoryStore store = open(root)) {
            frames = fill(store, 100);
            store.takeChangedBuckets();
            List<FrameId> most = new ArrayList<>();
            frames.subList(0, 90).forEach(frame -> most.add(id(frame)));
            most.add(new FrameId(TestFrames.ORIGIN, 500, 1));
            assertEquals(90, store.archived(most).count());
            assertEquals(Map.of(BUCKET, true), store.takeChangedBuckets());
            assertEquals(2, store.tombstoneCount());
        }
        int leavesLeft = leaves(root).size();
        assertTrue(leavesLeft >= 1 && leavesLeft <= 2, leavesLeft + " leaves are left");
        try (DirectoryStore store = open(root)) {
            assertEquals(10, store.frameCount());
            assertEquals(DirectoryStore.Appended.ARCHIVED, append(store, frames.get(3)));
            assertEquals(DirectoryStore.Appended.HELD, append(store, frames.get(95)));
            assertNull(find(store, frames.get(3)));
            assertEquals(DirectoryStore.Appended.ARCHIVED, store.tombstone(TestFrames.ORIGIN, 500));
            assertNull(store.tombstone(TestFrames.ORIGIN, 501));
            List<FrameId> rest = new ArrayList<>();
            frames.forEach(frame -> rest.add(id(frame)));
            assertEquals(10, store.archived(rest).count());
            assertEquals(0, store.frameCount());
            assertEquals(List.of(), leaves(root));
        }
    }

    @Test
    void aFrameWhoseDoubleIsNotInTheArchiveIsNotDeleted() throws IOException {
        try (DirectoryStore store = open(temporary.resolve("s"))) {
            Made one = TestFrames.frame(1, SECOND, "one");
            Made other = TestFrames.frame(1, SECOND, "other");
            append(store, one);
            assertEquals(DirectoryStore.Appended.CONFLICT, append(store, other));
            assertEquals(0, store.archived(List.of(id(one))).count());
            assertNotNull(find(store, one));
            assertEquals(2, store.archived(List.of(id(one), id(other))).count());
        }
    }

    @Test
    void nothingIsDeletedWhenTheTombstonesCannotBeWritten() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            List<Made> frames = fill(store, 3);
            Files.createDirectories(root.resolve("tombstones.new/in the way"));
            IOException failure = null;
            try {
                store.archived(List.of(id(frames.getFirst())));
            } catch (IOException e) {
                failure = e;
            }
            assertNotNull(failure);
            assertNotNull(find(store, frames.getFirst()));
            assertNull(store.tombstone(TestFrames.ORIGIN, 1), "it would be forgotten with the next restart");
            assertEquals(0, store.archivedDigest(), "others would be told of it");
            assertThrows(IOException.class, () -> store.hearArchived(new long[] {TestFrames.ORIGIN, 50, 60}));
            assertNull(store.tombstone(TestFrames.ORIGIN, 55));
            assertThrows(IOException.class, () -> store.expire(Long.MAX_VALUE, Long.MAX_VALUE));
            assertEquals(3, store.frameCount());
            assertTrue(store.remembersDeleted());
            Files.delete(root.resolve("tombstones.new/in the way"));
            Files.delete(root.resolve("tombstones.new"));
            assertEquals(3, store.expire(Long.MAX_VALUE, Long.MAX_VALUE).count());
        }
    }

    @Test
    void aFullDiskIsMadeRoomOnAndItsTombstonesAreWrittenLater() throws IOException {
        FaultyDisk full = new FaultyDisk();
        Path root = temporary.resolve("s");
        List<Made> frames;
        try (DirectoryStore store = open(full, root)) {
            frames = fill(store, 4);
            store.sync();
            full.room = 0;
            DeletedFrames gone = store.expire(Long.MAX_VALUE, Long.MAX_VALUE);
            assertEquals(4, gone.count(), "deleted, and so to be counted");
            assertNotNull(gone.failure());
            assertFalse(store.remembersDeleted());
            assertEquals(DirectoryStore.Appended.EXPIRED, append(store, frames.getFirst()));
            assertThrows(IOException.class, store::saveTombstones);
            assertThrows(IOException.class, () -> store.hearArchived(new long[] {TestFrames.ORIGIN, 50, 60}));
            assertNull(store.tombstone(TestFrames.ORIGIN, 55));
            assertEquals(DirectoryStore.Appended.EXPIRED, store.tombstone(TestFrames.ORIGIN, 4));
            assertFalse(store.remembersDeleted());
            full.room = Long.MAX_VALUE;
            store.saveTombstones();
            assertTrue(store.remembersDeleted());
        }
        try (DirectoryStore store = open(full, root)) {
            assertEquals(DirectoryStore.Appended.EXPIRED, append(store, frames.getFirst()));
        }
    }

    @Test
    void expiredFramesStayAwayToo() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            List<Made> frames = fill(store, 5);
            assertEquals(5, store.expire(Long.MAX_VALUE, Long.MAX_VALUE).count());
            assertEquals(DirectoryStore.Appended.EXPIRED, append(store, frames.getFirst()));
        }
        try (DirectoryStore store = open(root)) {
            assertEquals(DirectoryStore.Appended.EXPIRED, store.tombstone(TestFrames.ORIGIN, 5));
            assertEquals(0, store.archivedDigest(), "others need not know: each expires by its own rules");
        }
    }

    @Test
    void whatAnotherServerArchivedIsNotTakenBackButWhatIsHereStays() throws IOException {
        Path root = temporary.resolve("s");
        List<Made> frames;
        try (DirectoryStore store = open(root)) {
            frames = fill(store, 2);
            store.hearArchived(new long[] {TestFrames.ORIGIN, 1, 9});
            assertEquals(2, store.frameCount());
        }
        try (DirectoryStore store = open(root)) {
            assertEquals(2, store.frameCount());
            assertEquals(DirectoryStore.Appended.HELD, append(store, frames.getFirst()));
            assertEquals(DirectoryStore.Appended.ARCHIVED, append(store, TestFrames.frame(3, SECOND, "three")));
            assertEquals(3, store.archivedRanges(0, 0, 10).length);
            assertEquals(0, store.archivedRanges(TestFrames.ORIGIN, 1, 10).length);
        }
    }

    @Test
    void aRottenFrameIsKeptAsideAndCountsNoMoreAlsoAfterARestart() throws IOException {
        for (int at : new int[] {3, 50, 95, 96, 110}) {
            Path root = temporary.resolve("s" + at);
            List<Made> frames;
            RecordingListener before = listener;
            try (DirectoryStore store = open(root)) {
                frames = fill(store, 12);
                StoredFrame frame = find(store, frames.get(4));
                assertTrue(store.verify(frame));
                flip(frame, at);
                assertFalse(store.verify(frame));
                assertFalse(store.verify(frame), "once");
                assertNull(find(store, frames.get(4)));
                assertEquals(1, store.rottenCount());
                assertEquals(11, store.frameCount());
            }
            Path kept = before.rotten.getLast();
            assertTrue(kept.startsWith(root.resolve("quarantine")), kept.toString());
            assertTrue(String.valueOf(kept.getFileName()).startsWith("2023-11-14-220904-0001.ev."), kept.toString());
            assertEquals(frames.get(4).bytes().remaining(), Files.size(kept));
            long old = System.nanoTime() % 1_000;
            for (Path leaf : leaves(root)) {
                // Not written to lately, so opening reads headers only.
                Files.setLastModifiedTime(leaf, java.nio.file.attribute.FileTime.fromMillis(old));
            }
            Files.setLastModifiedTime(
                    leaves(root).getLast(), java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
            try (DirectoryStore store = open(root)) {
                assertNull(find(store, frames.get(4)), "bit in byte " + at);
                assertEquals(DirectoryStore.Appended.STORED, append(store, frames.get(4)), "it is healed");
                assertTrue(store.verify(find(store, frames.get(4))));
            }
        }
        assertEquals(5, listener.rotten.size(), "each is reported once");
    }

    @Test
    void aRottenHeaderIsNoticedWithoutThePayload() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            List<Made> frames = fill(store, 12);
            int found = 0;
            for (int at : new int[] {0, 50, FrameLimits.HEADER_BYTES - 1}) {
                StoredFrame frame = find(store, frames.get(found));
                assertTrue(store.verifyHeader(frame));
                flip(frame, at);
                assertFalse(store.verifyHeader(frame), "byte " + at);
                assertNull(find(store, frames.get(found)));
                found++;
                assertEquals(found, store.rottenCount());
                assertEquals(found, listener.rotten.size());
            }
            StoredFrame frame = find(store, frames.get(found));
            flip(frame, FrameLimits.HEADER_BYTES);
            assertTrue(store.verifyHeader(frame), "it is for the receiver to check what follows");
            assertFalse(store.verify(frame));
            assertFalse(store.verifyHeader(frame));
        }
    }

    @Test
    void aRemovedStoreHoldsNothing() throws IOException {
        Path a = temporary.resolve("a");
        Path b = temporary.resolve("b");
        try (DirectoryStore store = open(a, b)) {
            List<Made> frames = fill(store, 40);
            store.sync();
            Files.move(a, temporary.resolve("elsewhere"));
            Files.createDirectory(a);
            store.checkRoom();
            assertEquals(List.of(a), listener.failedDisks);
            assertTrue(store.works(), "the other one goes on");
            int held = 0;
            for (Made frame : frames) {
                StoredFrame found = find(store, frame);
                held += found == null ? 0 : 1;
                assertTrue(found == null || found.leaf().path.startsWith(b));
            }
            assertTrue(held > 0 && held < 40, held + " of 40 are on the other disk");
            assertEquals(held, store.framesOfBucket(BUCKET).size());
        }
    }

    @Test
    void nothingBecomesDurableInAStoreThatWasRemoved() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            fill(store, 1);
            store.sync();
            Files.move(root, temporary.resolve("elsewhere"));
            Made late = TestFrames.frame(2, SECOND, "late");
            append(store, late);
            store.sync();
            assertNull(find(store, late));
            assertFalse(store.works());
        }
    }

    @Test
    void rememberCopiesAndBucket() throws IOException {
        Path root = temporary.resolve("s");
        try (DirectoryStore store = open(root)) {
            fill(store, 1);
        }
        try (DirectoryStore store = open(root)) {
            StoredFrame frame = store.framesOfBucket(BUCKET).getFirst();
            assertEquals(3, frame.copies());
            assertEquals(BUCKET, frame.bucket());
            assertEquals(Map.of(BUCKET, false), store.takeChangedBuckets());
        }
    }
}
