package evtools.simulation;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs seeds: {@code SimulationMain FIRST LAST THREADS}. Exit code 1 if one of them violates a guarantee. */
final class SimulationMain {
    private static final int SHOWN = 20;
    private static final int RULES_SEEDS = 1_000;

    private SimulationMain() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        if (args[0].equals("--rules")) {
            caught(out);
            return;
        }
        if (args[0].equals("--table")) {
            new LossTable(out, Integer.parseInt(args[1]), Integer.parseInt(args[2])).print();
            return;
        }
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

    private static void caught(PrintStream out) {
        Map<String, Rules> broken = new LinkedHashMap<>();
        broken.put("count answers instead of distinct holders", Rules.COUNT_ANSWERS);
        broken.put("forget after the second delivery", Rules.FORGET_AFTER_SECOND_DELIVERY);
        broken.put("no fsync before the answer", Rules.ANSWER_WITHOUT_SYNC);
        broken.put("trust a sync after a failed one", Rules.TRUST_A_LATER_SYNC);
        broken.put("take what was deleted from other servers", Rules.TAKE_DELETED_FROM_PEERS);
        broken.put("take what was deleted from healing", Rules.HEAL_DELETED);
        broken.put("take what was deleted from senders", Rules.TAKE_DELETED_FROM_SENDERS);
        broken.put("forget tombstones on restart", Rules.FORGET_TOMBSTONES);
        broken.put("tell nobody of tombstones", Rules.KEEP_TOMBSTONES_SECRET);
        broken.put("expire early", Rules.EXPIRE_EARLY);
        broken.put("delete what is not archived", Rules.DELETE_UNARCHIVED);
        broken.put("keep in the spool what was deleted", Rules.KEEP_DELETED_IN_SPOOL);
        broken.forEach((name, rules) -> {
            Campaign campaign = new Campaign(rules);
            long seed = campaign.firstCaught(1, RULES_SEEDS);
            String what = campaign.violations().values().stream()
                    .map(violation -> String.valueOf(violation.getMessage())
                            .lines()
                            .findFirst()
                            .orElse(""))
                    .findFirst()
                    .orElse("not caught");
            out.println(name + ": caught at seed " + seed + ": " + what);
        });
    }
}
