package evtools.evrecv;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says which connections were refused, at most ten a second: whoever may connect can't fill the disk with log lines. The
 * others are counted, and named by number with the next. Thread-safe.
 */
final class RefusalLog {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int MOST_A_SECOND = 10;

    private final LongSupplier nanoClock;
    private final Consumer<String> warnings;
    private long secondFrom;
    private int said;
    private long unsaid;

    RefusalLog(LongSupplier nanoClock, Consumer<String> warnings) {
        this.nanoClock = nanoClock;
        this.warnings = warnings;
        this.secondFrom = nanoClock.getAsLong();
    }

    synchronized void refused(String remote, String why) {
        long now = nanoClock.getAsLong();
        if (now - secondFrom >= SECOND_NANOS) {
            secondFrom = now;
            said = 0;
        }
        if (said == MOST_A_SECOND) {
            unsaid++;
            return;
        }
        said++;
        String before = unsaid == 0 ? "" : " (and " + unsaid + " others before)";
        unsaid = 0;
        warnings.accept("connection from " + remote + " refused: " + why + before);
    }
}
