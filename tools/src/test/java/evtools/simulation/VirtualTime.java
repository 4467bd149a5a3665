package evtools.simulation;

import java.util.PriorityQueue;

/** The time of a simulation: stands still while things are done, and jumps to the next thing that is due. */
final class VirtualTime {
    static final long MICROSECOND = 1_000;
    static final long MILLISECOND = 1_000_000;
    static final long SECOND = 1_000_000_000;

    /** What is due at the same time is done in the order in which it was asked for. */
    private record Due(long at, long number, Runnable action) {}

    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> {
        int order = Long.compare(a.at, b.at);
        return order != 0 ? order : Long.compare(a.number, b.number);
    });
    private long number;
    private long now;

    /** Nanoseconds since the simulation began. */
    long now() {
        return now;
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    void at(long time, Runnable action) {
        due.add(new Due(Math.max(now, time), number++, action));
    }

    /** Does all that is due until then. */
    void runUntil(long until) {
        while (!due.isEmpty() && due.element().at <= until) {
            Due next = due.remove();
            now = next.at;
            next.action.run();
        }
        now = until;
    }

    /** How many things were done or are due. */
    long count() {
        return number;
    }
}
