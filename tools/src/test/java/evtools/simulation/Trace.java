package evtools.simulation;

/** What happened: a checksum of all of it, and the last of it in words. */
final class Trace {
    private static final int KEPT = 600;
    private static final long PRIME = 0x100000001b3L;

    private final VirtualTime time;
    private final long[] times = new long[KEPT];
    private final String[] who = new String[KEPT];
    private final String[] what = new String[KEPT];
    private final long[] first = new long[KEPT];
    private final long[] second = new long[KEPT];
    private long count;
    private long hash = 0xcbf29ce484222325L;

    Trace(VirtualTime time) {
        this.time = time;
    }

    void note(String who, String what) {
        note(who, what, 0, 0);
    }

    void note(String who, String what, long a) {
        note(who, what, a, 0);
    }

    void note(String who, String what, long a, long b) {
        int at = (int) (count++ % KEPT);
        times[at] = time.now();
        this.who[at] = who;
        this.what[at] = what;
        first[at] = a;
        second[at] = b;
        mix(time.now());
        mix(who.hashCode());
        mix(what.hashCode());
        mix(a);
        mix(b);
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }

    /** Equal for runs in which the same happened at the same times. */
    long hash() {
        return hash;
    }

    long count() {
        return count;
    }

    /** The last things that happened, a line each. */
    String last(int lines) {
        StringBuilder text = new StringBuilder();
        long from = Math.max(0, count - Math.min(lines, KEPT));
        for (long i = from; i < count; i++) {
            int at = (int) (i % KEPT);
            text.append("%12.6f  %-9s %s".formatted(times[at] / 1e9, who[at], what[at]));
            if (first[at] != 0 || second[at] != 0) {
                text.append("  ").append(Long.toHexString(first[at]));
                text.append(second[at] == 0 ? "" : " " + second[at]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
