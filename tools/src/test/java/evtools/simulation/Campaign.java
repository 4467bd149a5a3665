package evtools.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Many seeds, one after the other, on some threads. Each run is a world of its own. */
final class Campaign {
    private final Rules rules;
    private final Map<Long, Violation> violations = new TreeMap<>();
    private long runs;
    private long steps;
    private long frames;
    private long confirmed;
    private long dropped;
    private long beyond;
    private long archived;
    private long settled;
    private long deleted;
    private long traces;

    Campaign(Rules rules) {
        this.rules = rules;
    }

    /** Runs these seeds. */
    void run(long first, long last, int threads) throws InterruptedException {
        AtomicLong next = new AtomicLong(first);
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = Thread.ofPlatform().name("simulation " + i).start(() -> {
                for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
                    run(seed);
                }
            });
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    /**
     * The first seed of these that violates a guarantee; -1 if none does.
     *
     * @throws IllegalStateException if the simulation itself breaks: that catches nothing
     */
    long firstCaught(long first, long last) {
        for (long seed = first; seed <= last; seed++) {
            run(seed);
            Violation violation = violations.get(seed);
            if (violation != null) {
                if (violation.getCause() != null && !(violation.getCause() instanceof Violation)) {
                    throw new IllegalStateException(violation);
                }
                return seed;
            }
        }
        return -1;
    }

    private void run(long seed) {
        try {
            count(Simulation.run(seed, rules));
        } catch (Violation e) {
            failed(seed, e);
        } catch (RuntimeException | Error e) {
            failed(seed, new Violation("seed " + seed + ": " + e, e));
        }
    }

    private synchronized void count(Outcome outcome) {
        runs++;
        steps += outcome.steps();
        frames += outcome.frames();
        confirmed += outcome.confirmed();
        dropped += outcome.dropped();
        beyond += outcome.beyond();
        archived += outcome.archived();
        settled += outcome.settled();
        deleted += outcome.deleted();
        traces += outcome.traceHash() * (2 * outcome.seed() + 1);
    }

    private synchronized void failed(long seed, Violation violation) {
        runs++;
        violations.put(seed, violation);
    }

    /** What was violated, by seed. */
    Map<Long, Violation> violations() {
        return violations;
    }

    /** One line, equal for equal runs of the same seeds in any order: its last word is made of all that happened. */
    String summary() {
        return runs + " seeds, " + violations.size() + " violations; " + frames + " frames made, " + confirmed
                + " confirmed by all their copies, " + dropped + " dropped and counted, " + beyond
                + " lost oftener than their class stands; " + archived
                + " archived, " + deleted + " copies deleted, " + settled + " known to their senders as deleted; "
                + steps
                + " steps; trace "
                + Long.toHexString(traces);
    }
}
