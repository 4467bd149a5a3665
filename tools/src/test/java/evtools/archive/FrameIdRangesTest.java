package evtools.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.FormatException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameIdRangesTest {
    @Test
    void behavesLikeASetOfIds() throws FormatException {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            FrameIdRanges ranges = new FrameIdRanges();
            Set<Long> expected = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                long sequence = random.nextInt(80);
                ranges.add(7, sequence);
                expected.add(sequence);
            }
            FrameIdRanges read = new FrameIdRanges();
            read.addText(7, ranges.text(7));
            for (long sequence = 0; sequence < 80; sequence++) {
                assertEquals(expected.contains(sequence), ranges.contains(7, sequence), "seed " + seed);
                assertEquals(expected.contains(sequence), read.contains(7, sequence), "seed " + seed);
                assertFalse(ranges.contains(8, sequence));
            }
            assertEquals(ranges.text(7), read.text(7));
            assertTrue(ranges.containsAll(read) && read.containsAll(ranges));
            read.add(7, 100);
            assertFalse(ranges.containsAll(read));
        }
    }

    @Test
    void neighboursBecomeOneRange() throws FormatException {
        FrameIdRanges ranges = new FrameIdRanges();
        ranges.add(1, 3);
        ranges.add(1, 1);
        assertEquals("1,3", ranges.text(1));
        ranges.add(1, 2);
        assertEquals("1-3", ranges.text(1));
        ranges.add(1, -1L);
        assertEquals("1-3,18446744073709551615", ranges.text(1));
        ranges.addText(1, "0-18446744073709551614");
        assertEquals("0-18446744073709551615", ranges.text(1));
    }

    @Test
    void textThatSaysNothingIsRefused() {
        FrameIdRanges ranges = new FrameIdRanges();
        for (String text : new String[] {"x", "1-", "5-3", "1,,2", "-"}) {
            assertThrows(FormatException.class, () -> ranges.addText(1, text), text);
        }
    }

    @Test
    void idsCanBeTakenOut() throws FormatException {
        FrameIdRanges ranges = new FrameIdRanges();
        ranges.addText(1, "1-5,9,11-12");
        for (long sequence : new long[] {1, 3, 5, 9, 12, 100}) {
            ranges.remove(1, sequence);
        }
        ranges.remove(2, 1);
        assertEquals("2,4,11", ranges.text(1));
        ranges.remove(1, 2);
        ranges.remove(1, 4);
        ranges.remove(1, 11);
        assertTrue(ranges.isEmpty());
    }
}
