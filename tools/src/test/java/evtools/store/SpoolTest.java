package evtools.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameWriter;
import evtools.store.TestFrames.Made;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();

    private Spool open() throws IOException {
        Spool spool =
                Spool.open(new SystemDisk(), temporary, "test", TestFrames.WIDTH, new SplittableRandom(3), listener);
        if (spool == null) {
            throw new IOException("in use");
        }
        return spool;
    }

    @Test
    void withoutItsIdentityFramesAreRefusedAndKept() throws IOException {
        try (Spool spool = open()) {
            add(spool, "kept");
            spool.force();
        }
        Path identity = temporary.resolve("evspool");
        byte[] before = Files.readAllBytes(temporary.resolve("0000000001.ev"));
        for (String contents : List.of("", "x\n")) {
            Files.writeString(identity, contents);
            assertThrows(IOException.class, this::open);
        }
        Files.delete(identity);
        assertThrows(IOException.class, this::open);
        assertArrayEquals(before, Files.readAllBytes(temporary.resolve("0000000001.ev")));
    }

    @Test
    void aStoreIsNoSpoolAndASpoolNoStore() throws IOException {
        open().close();
        IOException refused = assertThrows(IOException.class, () -> openStore(temporary));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("is the spool of an evsend, not a store"));
        Path store = temporary.resolve("store");
        openStore(store);
        refused = assertThrows(
                IOException.class,
                () -> Spool.open(new SystemDisk(), store, "test", TestFrames.WIDTH, new SplittableRandom(3), listener));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("is the store of an evrecv, not a spool"));
    }

    private void openStore(Path root) throws IOException {
        DirectoryStore.open(
                        new SystemDisk(),
                        List.of(root),
                        "test",
                        TestFrames.WIDTH,
                        StoreLimits.DEFAULT,
                        new SplittableRandom(5),
                        listener)
                .close();
    }

    @Test
    void framesOfAnotherSpoolAreKeptAndSaid() throws IOException {
        Path other = temporary.resolve("other");
        try (Spool spool =
                Spool.open(new SystemDisk(), other, "test", TestFrames.WIDTH, new SplittableRandom(4), listener)) {
            assertNotNull(spool);
            add(spool, "rescued");
            spool.force();
        }
        open().close();
        Path rescued = temporary.resolve("0000000777.ev");
        Files.copy(other.resolve("0000000001.ev"), rescued);
        byte[] before = Files.readAllBytes(rescued);
        for (int i = 0; i < 2; i++) {
            open().close();
            assertArrayEquals(before, Files.readAllBytes(rescued));
        }
        assertEquals(2, listener.foreignFrames);
    }

    @Test
    void whatCantBeReadIsKeptInQuarantine() throws IOException {
        try (Spool spool = open()) {
            add(spool, "damaged");
            add(spool, "whole");
            spool.force();
        }
        Path file = temporary.resolve("0000000001.ev");
        byte[] bytes = Files.readAllBytes(file);
        bytes[120] ^= 1;
        Files.write(file, bytes);
        try (Spool spool = open()) {
            assertEquals(1, spool.frames().size());
            assertEquals(1, listener.damages.size());
        }
        byte[] kept = Files.readAllBytes(temporary.resolve("quarantine").resolve("0000000001.ev.0"));
        assertArrayEquals(java.util.Arrays.copyOf(bytes, kept.length), kept);
        assertTrue(kept.length > 120);
    }

    private static SpoolFrame add(Spool spool, String text) throws IOException {
        Made made = TestFrames.frame(spool.takeSequence(), 1_700_000_000L, text);
        FrameHeader header = made.header().id(spool.origin(), made.header().sequence());
        // The origin belongs to the checksum: encode again.
        ByteArrayBuilder frame = new ByteArrayBuilder(256);
        byte[] bytes = made.bytes().array();
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, bytes, 96, bytes.length - 96, frame);
        }
        return spool.append(header, ByteBuffer.wrap(frame.toByteArray()));
    }

    private static byte[] read(Spool spool, SpoolFrame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertNotNull(spool.pin(frame.sequence()));
        spool.transferTo(frame, Channels.newChannel(out));
        spool.unpin(frame);
        return out.toByteArray();
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.filter(file -> file.toString().endsWith(".ev"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void keepsWhatIsNotForgottenAcrossRestarts() throws IOException {
        byte[] kept;
        long origin;
        long last;
        try (Spool spool = open()) {
            origin = spool.origin();
            SpoolFrame first = add(spool, "first");
            SpoolFrame second = add(spool, "second");
            kept = read(spool, second);
            last = second.sequence();
            spool.forget(first.sequence());
            assertEquals(1, spool.frameCount());
            assertEquals(kept.length, spool.bytes());
        }
        try (Spool spool = open()) {
            assertEquals(origin, spool.origin());
            List<SpoolFrame> frames = spool.frames();
            // Files go as a whole, so a forgotten frame may come back; the servers know it.
            assertEquals(2, frames.size());
            assertArrayEquals(kept, read(spool, frames.getLast()));
            assertTrue(spool.takeSequence() > last, "ids are never used twice");
            for (SpoolFrame frame : frames) {
                spool.forget(frame.sequence());
            }
        }
        try (Spool spool = open()) {
            assertEquals(0, spool.frameCount());
        }
        assertThrows(java.util.NoSuchElementException.class, this::onlyFile, "nothing is left on disk");
    }

    @Test
    void cutsAHalfWrittenTail() throws IOException {
        SpoolFrame whole;
        try (Spool spool = open()) {
            whole = add(spool, "whole");
            add(spool, "cut");
        }
        try (RandomAccessFile file = new RandomAccessFile(onlyFile().toFile(), "rw")) {
            file.setLength(file.length() - 3);
        }
        try (Spool spool = open()) {
            assertEquals(1, spool.frameCount());
            assertEquals(whole.sequence(), spool.frames().getFirst().sequence());
        }
        assertEquals(1, listener.quarantined.size());
    }

    @Test
    void rememberPositionsThatWereCommitted() throws IOException {
        byte[] payload = {1, 2, 3};
        ByteArrayBuilder frame = new ByteArrayBuilder(128);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameHeader header = new FrameHeader()
                    .kind(evtools.format.frame.FrameKind.POSITIONS)
                    .codec(FrameCodec.NONE);
            FrameWriter.encode(header, codecs, payload, 0, payload.length, frame);
        }
        try (Spool spool = open()) {
            assertNull(spool.lastPositions());
            add(spool, "an event");
            spool.appendPositions(ByteBuffer.wrap(frame.toByteArray()));
        }
        try (Spool spool = open()) {
            assertArrayEquals(frame.toByteArray(), spool.lastPositions());
            assertEquals(1, spool.frameCount(), "positions are not sent");
        }
    }

    @Test
    void whatIsDroppedDoesNotComeBack() throws IOException {
        try (Spool spool = open()) {
            SpoolFrame first = add(spool, "dropped");
            add(spool, "kept");
            SpoolFrame third = add(spool, "dropped too");
            spool.force();
            spool.drop(List.of(first.sequence(), third.sequence(), 12345L));
            assertEquals(1, spool.frameCount());
        }
        try (Spool spool = open()) {
            assertEquals(1, spool.frameCount(), "they are in the same file as one that is needed");
            spool.drop(List.of(spool.frames().getFirst().sequence()));
        }
        try (Spool spool = open()) {
            assertEquals(0, spool.frameCount());
            assertEquals(0, spool.diskBytes());
        }
    }

    @Test
    void aBoundedSpoolGoesByFilesSoThatRoomIsMadeAtOnce() throws IOException {
        long bound = 1 << 20;
        String text = "x".repeat(20_000);
        try (Spool spool = open()) {
            spool.boundFiles(bound);
            for (int i = 0; i < 200; i++) {
                while (spool.diskBytes() + 25_000 > bound) {
                    List<SpoolFrame> oldest = spool.oldestFile();
                    assertEquals(spool.oldest(), oldest.getFirst());
                    long before = spool.diskBytes();
                    spool.drop(oldest.stream().map(SpoolFrame::sequence).toList());
                    assertTrue(spool.diskBytes() < before);
                }
                add(spool, text + i);
                spool.force();
            }
            assertTrue(spool.frameCount() >= 30, spool.frameCount() + " frames");
            try (var files = Files.list(temporary)) {
                assertTrue(files.mapToLong(file -> file.toFile().length()).sum() < bound + 4_096);
            }
        }
        try (Spool spool = open()) {
            assertTrue(spool.diskBytes() <= bound);
        }
    }

    @Test
    void theLastFileGoesTooWhenNobodyNeedsIt() throws IOException {
        try (Spool spool = open()) {
            for (int i = 0; i < 100; i++) {
                SpoolFrame frame = add(spool, "y".repeat(30_000) + i);
                spool.force();
                spool.forget(frame.sequence());
                assertTrue(spool.diskBytes() < 200_000, spool.diskBytes() + " bytes");
            }
        }
    }

    @Test
    void onAFullDiskTheLastFileGivesItsRoomBack() throws IOException {
        try (Spool spool = open()) {
            SpoolFrame first = add(spool, "first");
            SpoolFrame second = add(spool, "second");
            spool.force();
            spool.forget(first.sequence());
            assertFalse(spool.deleteUnneeded(), "the second is still needed");
            spool.forget(second.sequence());
            assertTrue(spool.deleteUnneeded());
            assertFalse(spool.deleteUnneeded(), "there is nothing left to delete");
            assertEquals(0, spool.diskBytes());
            SpoolFrame third = add(spool, "third");
            assertEquals(third.length(), read(spool, third).length);
        }
    }

    @Test
    void removedFilesAreNoticed() throws IOException {
        Path one;
        try (Spool spool = open()) {
            add(spool, "kept");
            one = onlyFile();
        }
        try (Spool spool = open()) {
            SpoolFrame other = add(spool, "in another file");
            assertEquals(List.of(), spool.removedFrames());
            assertTrue(spool.isPresent());
            Files.delete(one);
            assertEquals(1, spool.removedFrames().size());
            spool.forget(spool.removedFrames().getFirst().sequence());
            assertEquals(other, spool.oldest());
            Files.delete(temporary.resolve("evspool"));
            assertFalse(spool.isPresent());
        }
    }

    @Test
    void aPinnedFrameCanBeReadAfterItIsForgotten() throws IOException {
        try (Spool spool = open()) {
            SpoolFrame frame = add(spool, "on its way to a slow server");
            byte[] bytes = read(spool, frame);
            SpoolFrame pinned = spool.pin(frame.sequence());
            assertNotNull(pinned);
            spool.forget(frame.sequence());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            spool.transferTo(pinned, Channels.newChannel(out));
            spool.unpin(pinned);
            assertArrayEquals(bytes, out.toByteArray());
            assertNull(spool.pin(frame.sequence()));
        }
    }

    @Test
    void letsOneProcessInAndOneEnvironment() throws IOException {
        try (Spool spool = open()) {
            assertEquals(0, spool.frameCount());
            assertThrows(IOException.class, this::open);
        }
        assertThrows(
                IOException.class,
                () -> Spool.open(
                        new SystemDisk(), temporary, "other", TestFrames.WIDTH, new SplittableRandom(3), listener));
    }
}
