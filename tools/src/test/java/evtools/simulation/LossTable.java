package evtools.simulation;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Prints what is lost when servers are lost, beside what the formula says, in Markdown. */
final class LossTable {
    private static final int COPIES = 3;
    private static final int MOST_SERVERS = 6;

    private final PrintStream out;
    private final int runs;
    private final int threads;

    LossTable(PrintStream out, int runs, int threads) {
        this.out = out;
        this.runs = runs;
        this.threads = threads;
    }

    void print() throws InterruptedException {
        out.println("| servers | acks | lost at once | sender lives: of all acknowledged frames | formula "
                + "| sender lost too, servers apart: the newest acknowledged frame | formula "
                + "| sender lost too: the newest | of all |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (int servers = COPIES; servers <= MOST_SERVERS; servers++) {
            for (int acks = 1; acks <= COPIES; acks++) {
                for (int lost = 0; lost <= COPIES; lost++) {
                    atOnce(servers, acks, lost);
                }
            }
        }
        out.println();
        out.println("| servers | lost one after the other | without healing: frames lost | formula | with healing |");
        out.println("|---|---|---|---|---|");
        for (int servers = COPIES; servers <= MOST_SERVERS; servers++) {
            for (int lost = 1; lost <= servers; lost++) {
                rolling(servers, lost);
            }
        }
    }

    private void atOnce(int servers, int acks, int lost) throws InterruptedException {
        long[] lives = sum(seed -> Losses.atOnce(seed, servers, acks, lost, false, false));
        long[] apart = sum(seed -> Losses.atOnce(seed, servers, acks, lost, true, true));
        long[] dies = sum(seed -> Losses.atOnce(seed, servers, acks, lost, true, false));
        out.println("| " + servers + " | " + acks + " | " + lost + " | " + percent(lives[1], lives[0]) + " | "
                + (lost < COPIES ? "0" : "≤ " + percent(allOf(COPIES, lost, servers))) + " | "
                + percent(apart[2], runs) + " | " + percent(allOf(acks, lost, servers)) + " | "
                + percent(dies[2], runs) + " | " + percent(dies[1], dies[0]) + " |");
        out.flush();
    }

    private void rolling(int servers, int lost) throws InterruptedException {
        long[] without = sum(seed -> Losses.rolling(seed, servers, lost, false));
        long[] with = sum(seed -> Losses.rolling(seed, servers, lost, true));
        out.println("| " + servers + " | " + lost + " | " + percent(without[1], without[0]) + " | "
                + percent(allOf(COPIES, lost, servers)) + " | " + percent(with[1], with[0]) + " |");
        out.flush();
    }

    /** How likely it is that some holders are all among the lost, if both are chosen by chance. */
    private static double allOf(int holders, int lost, int servers) {
        double chance = 1;
        for (int i = 0; i < holders; i++) {
            chance *= Math.max(0, lost - i) / (double) (servers - i);
        }
        return chance;
    }

    private static String percent(long part, long whole) {
        return part == 0 ? "0 of " + whole : percent(part / (double) whole) + " (" + part + " of " + whole + ")";
    }

    private static String percent(double part) {
        return part == 0 ? "0" : "%.1f %%".formatted(100 * part);
    }

    /** Acknowledged frames, lost ones, and runs in which the newest was lost. */
    private long[] sum(LongFunction<Losses.Count> run) throws InterruptedException {
        AtomicLong next = new AtomicLong(1);
        long[] sums = new long[3];
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = Thread.ofPlatform().start(() -> {
                for (long seed = next.getAndIncrement(); seed <= runs; seed = next.getAndIncrement()) {
                    Losses.Count count = run.apply(seed);
                    synchronized (sums) {
                        sums[0] += count.acknowledged();
                        sums[1] += count.lost();
                        sums[2] += count.newestLost();
                    }
                }
            });
        }
        for (Thread thread : all) {
            thread.join();
        }
        return sums;
    }
}
