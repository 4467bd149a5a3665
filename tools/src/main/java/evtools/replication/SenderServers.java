package evtools.replication;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The servers that a sender knows, by index: which of them are there, who they are, and which one takes a frame next. */
final class SenderServers {
    /** Stores that are no more. Beyond so many the first is forgotten; what it held was taken back long ago. */
    private static final int MAX_GONE = 256;

    private final KnownServer[] servers = new KnownServer[FrameSender.MAX_SERVERS];
    private final Set<Long> gone = new LinkedHashSet<>();
    private final SenderLimits limits;
    private final RandomGenerator random;
    /** Indexes from here on were never used. */
    private int end;

    SenderServers(SenderLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /** A server that is down; -1 if there are too many already. */
    int add(String zone) {
        int index = 0;
        while (index < end && servers[index].present) {
            index++;
        }
        if (index == servers.length) {
            return -1;
        }
        servers[index] = new KnownServer(limits);
        servers[index].present = true;
        servers[index].zone = zone;
        end = Math.max(end, index + 1);
        return index;
    }

    /** Indexes are below this. */
    int end() {
        return end;
    }

    KnownServer get(int index) {
        return servers[index];
    }

    /** How many are up. */
    int upCount() {
        int up = 0;
        for (int i = 0; i < end; i++) {
            up += servers[i].up ? 1 : 0;
        }
        return up;
    }

    /** Whether a server that is there was this holder when it was up last. */
    boolean known(long holder) {
        for (int i = 0; i < end; i++) {
            if (servers[i].present && servers[i].seen && servers[i].holder == holder) {
                return true;
            }
        }
        return false;
    }

    /** Whether this holder can be asked itself now. */
    boolean reachable(long holder) {
        for (int i = 0; i < end; i++) {
            if (servers[i].up && servers[i].holder == holder) {
                return true;
            }
        }
        return false;
    }

    /** This holder's store is no more: what others still say of it is old. */
    void markGone(long holder) {
        if (gone.size() >= MAX_GONE) {
            Iterator<Long> first = gone.iterator();
            first.next();
            first.remove();
        }
        gone.add(holder);
    }

    /** It is there all the same. */
    void markPresent(long holder) {
        if (!gone.isEmpty()) {
            gone.remove(holder);
        }
    }

    boolean isGone(long holder) {
        return !gone.isEmpty() && gone.contains(holder);
    }

    /** How many distinct servers have the frame on disk for good. */
    int durableCount(FrameHolders holders) {
        int count = 0;
        for (int i = 0; i < holders.entries(); i++) {
            count += holders.holds(i) && holders.isDurable(i, reachable(holders.holder(i))) ? 1 : 0;
        }
        return count;
    }

    /** How many distinct servers have the frame on disk, or hold it and can still say so. */
    int hopefulCount(FrameHolders holders) {
        int count = 0;
        for (int i = 0; i < holders.entries(); i++) {
            if (holders.holds(i)) {
                boolean reachable = reachable(holders.holder(i));
                count += reachable || holders.isDurable(i, false) ? 1 : 0;
            }
        }
        return count;
    }

    /** Whether every server that is up holds the frame; false if none is up. */
    boolean allHold(FrameHolders holders) {
        boolean any = false;
        for (int i = 0; i < end; i++) {
            if (servers[i].up) {
                if (!holders.contains(servers[i].holder)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** Whether every server that is up has said that it does not hold the frame; false if none is up. */
    boolean allDeny(FrameHolders holders) {
        boolean any = false;
        for (int i = 0; i < end; i++) {
            if (servers[i].up) {
                if (!holders.isDenied(servers[i].holder)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /**
     * A random server that is up, may be sent to and has room; rather one in a zone that no known holder is in.
     *
     * @param newHolderOnly only servers not known to hold the frame
     * @return its index; -1: none
     */
    int pick(OutgoingFrame frame, boolean newHolderOnly, long now) {
        ZoneChoice choice = new ZoneChoice(random);
        for (int i = 0; i < end; i++) {
            KnownServer server = servers[i];
            if (server.up
                    && !server.leaving
                    && i != frame.avoid
                    && server.window.hasRoom()
                    && !server.window.rests(now)
                    && !(newHolderOnly && frame.holders.contains(server.holder))) {
                choice.offer(i, !sharesZone(frame, server));
            }
        }
        return choice.chosen();
    }

    /** Whether a server that answers quickly could take the frame over from the one it was sent to. */
    boolean anyHealthyOther(OutgoingFrame frame, long now) {
        for (int i = 0; i < end; i++) {
            KnownServer server = servers[i];
            if (server.up
                    && !server.leaving
                    && i != frame.server
                    && server.window.healthy(now)
                    && !frame.holders.contains(server.holder)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a known holder of the frame is in the same zone as this server. */
    private boolean sharesZone(OutgoingFrame frame, KnownServer server) {
        if (server.zone.isEmpty() || frame.holders.count() == 0) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            KnownServer other = servers[i];
            if (other.seen && other.zone.equals(server.zone) && frame.holders.contains(other.holder)) {
                return true;
            }
        }
        return false;
    }
}
