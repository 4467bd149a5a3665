package evtools.evsend;

import evtools.replication.FrameSender;
import evtools.transport.ServerAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the servers that are in use, each with its number in the {@link FrameSender}. Changed and asked by
 * number under the shipper's lock; walked by anybody.
 */
final class ServerLinks {
    private final List<ServerLink> links = new CopyOnWriteArrayList<>();
    private final @Nullable ServerLink[] byNumber = new ServerLink[FrameSender.MAX_SERVERS];
    private boolean started;

    /** Begins to connect. */
    void start() {
        started = true;
        for (ServerLink link : links) {
            link.start();
        }
    }

    /** Connects to this one too, now or with the others. */
    void add(ServerLink link) {
        byNumber[link.number()] = link;
        links.add(link);
        if (started) {
            link.start();
        }
    }

    /** Takes a connection out of use, without ending it. */
    void remove(ServerLink link) {
        links.remove(link);
        byNumber[link.number()] = null;
    }

    /** Those in use, in the order they were added. */
    List<ServerLink> all() {
        return links;
    }

    @Nullable
    ServerLink at(int number) {
        return byNumber[number];
    }

    @Nullable
    ServerLink to(ServerAddress address) {
        for (ServerLink link : links) {
            if (link.address().equals(address)) {
                return link;
            }
        }
        return null;
    }

    /** Not removed: its number may be another's by now. */
    boolean has(ServerLink link) {
        return byNumber[link.number()] == link;
    }

    void closeSilent(long nowNanos, long silenceNanos) {
        for (ServerLink link : links) {
            link.closeIfSilent(nowNanos, silenceNanos);
        }
    }

    void close() {
        for (ServerLink link : links) {
            link.close();
        }
    }

    /** The reason, if no server will ever take anything from here; else null. */
    @Nullable
    String refusedByAll() {
        String why = null;
        for (ServerLink link : links) {
            why = link.refusal();
            if (why == null) {
                return null;
            }
        }
        return why;
    }
}
