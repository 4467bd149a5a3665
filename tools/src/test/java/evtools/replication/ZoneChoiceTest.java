package evtools.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each server that is good enough has the same chance, wherever it stands in the list. */
class ZoneChoiceTest {
    private static final int ROUNDS = 30_000;

    private final SplittableRandom random = new SplittableRandom(11);

    /** How often each of these was chosen; true: it shares no zone with a holder. */
    private int[] chosen(boolean... apart) {
        int[] times = new int[apart.length];
        for (int round = 0; round < ROUNDS; round++) {
            ZoneChoice choice = new ZoneChoice(random);
            for (int i = 0; i < apart.length; i++) {
                choice.offer(i, apart[i]);
            }
            times[choice.chosen()]++;
        }
        return times;
    }

    private static void assertAbout(int expected, int found) {
        assertTrue(Math.abs(found - expected) < expected / 10, found + " instead of about " + expected);
    }

    @Test
    void noneIsChosenOfNone() {
        assertEquals(-1, new ZoneChoice(random).chosen());
    }

    @Test
    void equalsHaveEqualChances() {
        for (boolean apart : new boolean[] {true, false}) {
            for (int times : chosen(apart, apart, apart)) {
                assertAbout(ROUNDS / 3, times);
            }
        }
    }

    @Test
    void whoeverSharesNoZoneGoesFirst() {
        int[] times = chosen(false, true, false, false, true);
        assertEquals(ROUNDS, times[1] + times[4]);
        assertAbout(ROUNDS / 2, times[1]);
    }
}
