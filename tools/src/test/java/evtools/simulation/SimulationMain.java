package evtools.simulation;

import java.io.PrintStream;

/** Runs seeds: {@code SimulationMain FIRST LAST THREADS}. Exit code 1 if one of them violates a guarantee. */
final class SimulationMain {
    private static final int SHOWN = 20;

    private SimulationMain() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        long first = Long.parseLong(args[0]);
        long last = Long.parseLong(args[1]);
        Campaign campaign = new Campaign(Rules.SHIPPED);
        campaign.run(first, last, Integer.parseInt(args[2]));
        campaign.violations().values().stream().limit(SHOWN).forEach(violation -> {
            String text = String.valueOf(violation.getMessage());
            out.println(
                    first == last
                            ? text
                            : text.lines()
                                    .limit(2)
                                    .reduce((a, b) -> a + " | " + b)
                                    .orElse(""));
            if (first == last && violation.getCause() != null) {
                violation.getCause().printStackTrace(out);
            }
        });
        out.println(campaign.summary());
        out.flush();
        System.exit(campaign.violations().isEmpty() ? 0 : 1);
    }
}
