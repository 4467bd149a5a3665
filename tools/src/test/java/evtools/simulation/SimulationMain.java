package evtools.simulation;

import java.util.concurrent.atomic.AtomicLong;

/** Runs many seeds and says which fail: {@code SimulationMain FROM COUNT THREADS}. */
final class SimulationMain {
    private static final int FEW = 3;

    private SimulationMain() {}

    /** Ends with an exception if a seed fails. */
    public static void main(String[] args) throws InterruptedException {
        long from = Long.parseLong(args[0]);
        long count = Long.parseLong(args[1]);
        AtomicLong next = new AtomicLong(from);
        AtomicLong failed = new AtomicLong();
        Thread[] threads = new Thread[Integer.parseInt(args[2])];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                long seed = next.getAndIncrement();
                while (seed < from + count) {
                    try {
                        Outcome outcome = Simulation.run(seed, Rules.SHIPPED);
                        if (count <= FEW) {
                            System.err.println(outcome);
                        }
                    } catch (Violation e) {
                        failed.incrementAndGet();
                        String text = String.valueOf(e.getMessage());
                        System.err.println(
                                count <= FEW
                                        ? text
                                        : text.substring(0, text.indexOf("\n", text.indexOf('\n') + 1))
                                                .replace("\n", " | "));
                        if (count <= FEW && e.getCause() != null) {
                            e.getCause().printStackTrace();
                        }
                    }
                    seed = next.getAndIncrement();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.err.println(count + " seeds from " + from + ": " + failed.get() + " failed");
        if (failed.get() > 0) {
            System.exit(1);
        }
    }
}
