package evtools.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TombstonesTest {
    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private final SystemDisk disk = new SystemDisk();

    @Test
    void rangesHoldWhatWasAddedAndNothingElse() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SequenceRanges ranges = new SequenceRanges();
            BitSet expected = new BitSet();
            for (int i = 0; i < 60; i++) {
                int first = random.nextInt(200);
                int last = Math.min(199, first + random.nextInt(8));
                boolean news = expected.nextClearBit(first) <= last;
                assertEquals(news, ranges.add(5, first, last), "seed " + seed);
                expected.set(first, last + 1);
            }
            int runs = 0;
            for (int i = 0; i < 200; i++) {
                assertEquals(expected.get(i), ranges.contains(5, i), "seed " + seed + ", sequence " + i);
                runs += expected.get(i) && (i == 0 || !expected.get(i - 1)) ? 1 : 0;
            }
            assertEquals(runs, ranges.count(), "ranges that touch are one, seed " + seed);
            assertFalse(ranges.contains(6, 5));
        }
    }

    @Test
    void theLastSequenceIsNoSpecialCase() {
        SequenceRanges ranges = new SequenceRanges();
        assertTrue(ranges.add(1, -1, -1));
        assertTrue(ranges.add(1, -3, -2));
        assertEquals(1, ranges.count());
        assertTrue(ranges.contains(1, -3) && ranges.contains(1, -1));
        assertFalse(ranges.contains(1, 0));
    }

    @Test
    void surviveARestartAndADamagedFileOnOneDisk() throws IOException {
        List<StoreDirectory> directories = List.of(directory("a"), directory("b"));
        Tombstones tombstones = Tombstones.read(disk, directories, listener);
        tombstones.add(Tombstones.Kind.ARCHIVED, 7, 1, 500);
        tombstones.add(Tombstones.Kind.EXPIRED, 7, 600, 600);
        tombstones.hear(9, 1, 3);
        tombstones.save();
        for (int damaged = 0; damaged < 2; damaged++) {
            if (damaged == 1) {
                Path file = temporary.resolve("a").resolve(TombstoneFile.NAME);
                byte[] bytes = Files.readAllBytes(file);
                bytes[20] ^= 1;
                Files.write(file, bytes);
            }
            Tombstones read = Tombstones.read(disk, directories, listener);
            assertEquals(damaged, listener.damages.size());
            assertEquals(Tombstones.Kind.ARCHIVED, read.find(7, 500));
            assertEquals(Tombstones.Kind.EXPIRED, read.find(7, 600));
            assertEquals(Tombstones.Kind.ARCHIVED_ELSEWHERE, read.find(9, 2));
            assertNull(read.find(7, 501));
            assertFalse(read.deletedHere(9, 2));
            assertEquals(tombstones.archivedDigest(), read.archivedDigest());
        }
    }

    @Test
    void areBoundedByForgettingTheOldest() {
        Tombstones tombstones = new Tombstones(disk, List.of(), 100);
        for (long sequence = 0; sequence < 1_000; sequence += 2) {
            tombstones.add(Tombstones.Kind.ARCHIVED, 1 + sequence % 3, sequence, sequence);
        }
        assertEquals(100, tombstones.count());
        assertEquals(400, tombstones.forgotten());
        assertEquals(Tombstones.Kind.ARCHIVED, tombstones.find(1 + 998 % 3, 998));
        assertNull(tombstones.find(1, 0));
        assertTrue(tombstones.archivedAfter(0, 0, 1000).length <= 300);
    }

    @Test
    void aDigestFollowsFromWhatWasArchivedAndNotFromWhoSaidSo() {
        Tombstones here = new Tombstones(disk, List.of(), 100);
        Tombstones there = new Tombstones(disk, List.of(), 100);
        assertEquals(0, here.archivedDigest());
        here.add(Tombstones.Kind.ARCHIVED, 7, 1, 10);
        here.add(Tombstones.Kind.EXPIRED, 7, 20, 30);
        assertTrue(there.hear(7, 5, 10));
        assertTrue(here.archivedDigest() != there.archivedDigest());
        assertTrue(there.hear(7, 1, 6));
        assertFalse(there.hear(7, 2, 3));
        assertEquals(here.archivedDigest(), there.archivedDigest());
    }

    private StoreDirectory directory(String name) throws IOException {
        return new StoreDirectory(Files.createDirectory(temporary.resolve(name)));
    }
}
