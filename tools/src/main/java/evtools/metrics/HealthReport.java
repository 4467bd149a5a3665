package evtools.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a process, one reason a line. <em>Failing</em>: it does not do what it is for, or breaks a promise
 * soon. <em>Degraded</em>: it does its work, but something it relies on is missing.
 *
 * <p>Not thread-safe.
 */
public final class HealthReport {
    private final List<String> failing = new ArrayList<>();
    private final List<String> degraded = new ArrayList<>();

    /** Asks a source. */
    public static HealthReport of(HealthSource source) {
        HealthReport report = new HealthReport();
        source.check(report);
        return report;
    }

    /** Somebody should be woken up. */
    public void failing(String reason) {
        failing.add(oneLine(reason));
    }

    /** Somebody should look at it in the morning. */
    public void degraded(String reason) {
        degraded.add(oneLine(reason));
    }

    /** Whether nothing is failing. */
    public boolean isWell() {
        return failing.isEmpty();
    }

    /** How many reasons there are to be failing. */
    public int failingCount() {
        return failing.size();
    }

    /** How many reasons there are to be degraded. */
    public int degradedCount() {
        return degraded.size();
    }

    /** {@code ok} unless something is failing, then a line a reason: {@code failing: …}, {@code degraded: …}. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (isWell()) {
            text.append("ok\n");
        }
        for (String reason : failing) {
            text.append("failing: ").append(reason).append('\n');
        }
        for (String reason : degraded) {
            text.append("degraded: ").append(reason).append('\n');
        }
        return text.toString();
    }

    private static String oneLine(String reason) {
        return reason.replace('\n', ' ').replace('\r', ' ');
    }
}
