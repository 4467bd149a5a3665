package evtools.evrecv;

import java.util.HashMap;
import java.util.Map;

/** How many connections there are from each address, so that one can't take them all. Thread-safe. */
final class AddressCounts {
    private final int limit;
    private final Map<String, Integer> counts = new HashMap<>();

    /** @param limit how many of one address are welcome */
    AddressCounts(int limit) {
        this.limit = limit;
    }

    /** A connection from there has come; returns how many there are now. */
    synchronized int enter(String remote) {
        return counts.merge(host(remote), 1, Integer::sum);
    }

    /** A connection from there has ended. */
    synchronized void leave(String remote) {
        counts.computeIfPresent(host(remote), (any, count) -> count == 1 ? null : count - 1);
    }

    /** How many of one address are welcome. */
    int limit() {
        return limit;
    }

    /** From how many addresses there are connections. */
    synchronized int addressCount() {
        return counts.size();
    }

    private static String host(String remote) {
        int colon = remote.lastIndexOf(':');
        return colon < 0 ? remote : remote.substring(0, colon);
    }
}
