package evtools.replication;

import java.util.random.RandomGenerator;

/**
 * Chooses one of several servers at random, each with the same chance; rather one that shares no zone with those that
 * hold the frame already. For one choice; not thread-safe.
 */
final class ZoneChoice {
    private final RandomGenerator random;
    private int chosen = -1;
    private boolean chosenApart;
    /** How many were as good as the one chosen, with it. */
    private int equals;

    ZoneChoice(RandomGenerator random) {
        this.random = random;
    }

    /** @param apart whether it shares no zone with a holder */
    void offer(int index, boolean apart) {
        if (apart && !chosenApart) {
            chosenApart = true;
            equals = 0;
        }
        if (apart == chosenApart && random.nextInt(++equals) == 0) {
            chosen = index;
        }
    }

    /** One of those offered; -1: there were none. */
    int chosen() {
        return chosen;
    }
}
