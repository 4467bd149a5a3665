package evtools.fetch;

import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.sort.FrameMerge;
import evtools.sort.MergeCounts;
import evtools.transport.MessageType;
import evtools.transport.RangeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a range from all servers of a cluster and merges it. Frames come ordered by least point, so whenever the next
 * one begins after all that came before has ended, that can be merged and given out: the frames of a bucket at most are
 * held. For one use; {@link #abandon} may come from any thread.
 */
public final class RangeFetch {
    private static final int USUAL_ACKS = 2;

    private final Cluster cluster;
    private final EventFilter filter;
    private final DamageReports damage;
    private final List<ServerStream.Frames> servers;
    private int lowestAcks = Integer.MAX_VALUE;
    private long conflicts;
    private String incomplete = "";

    /** @param filter its time is what is asked for; the rest is left out of the answer */
    public RangeFetch(Cluster cluster, EventFilter filter) {
        this.cluster = cluster;
        this.filter = filter;
        this.damage = new DamageReports(cluster.diagnostics());
        this.servers = cluster.frames(damage);
    }

    /** The range of points that a filter lets pass, which must not be empty. */
    public static RangeMessage range(EventFilter filter) {
        long until = filter.untilPoint();
        return new RangeMessage(filter.sincePoint(), until == -1 ? -1 : until - 1);
    }

    /**
     * Fetches everything, reporting what is wrong with servers and frames, and ends the output where the answer is
     * complete.
     *
     * @param out belongs to the caller
     * @param memoryBytes how much frames that overlap may take, roughly
     * @param temporaryDirectory where the others go
     * @return whether the answer is surely complete; if not, {@link #incomplete} says why
     * @throws evtools.cli.UserError if no server answered, or they don't belong together
     */
    public boolean run(EventOutput out, long memoryBytes, Path temporaryDirectory)
            throws IOException, InterruptedException {
        try {
            cluster.ask(servers, MessageType.FETCH, range(filter));
            merge(new FilteredOutput(filter, out), memoryBytes, temporaryDirectory);
            damage.finish();
            if (conflicts > 0) {
                cluster.diagnostics()
                        .warning(conflicts + " frames have the id of another frame with other contents; "
                                + "all of them are in the output");
            }
            boolean complete = isComplete(cluster.answered(servers));
            if (complete) {
                out.end();
            }
            return complete;
        } finally {
            abandon();
        }
    }

    /** With fewer than N - acks + 1 of N servers, an acknowledged frame may be on the silent ones only. */
    private boolean isComplete(int answered) {
        int acks = lowestAcks == Integer.MAX_VALUE ? USUAL_ACKS : lowestAcks;
        int needed = Math.max(1, cluster.size() - acks + 1);
        if (answered < needed) {
            incomplete = "the answer may not be complete: " + answered + " of " + cluster.size() + " servers answered, "
                    + needed + " are needed for frames that " + acks + " acknowledged";
        }
        return answered >= needed;
    }

    /** Why the answer may not be complete. */
    public String incomplete() {
        return incomplete;
    }

    /** Whether frames came that can't be used; they were reported. */
    public boolean damaged() {
        return damage.any();
    }

    /** Ends it: nothing more is wanted. */
    public void abandon() {
        for (ServerStream.Frames server : servers) {
            server.abandon();
        }
    }

    private void merge(FilteredOutput out, long memoryBytes, Path temporaryDirectory)
            throws IOException, InterruptedException {
        try (FrameMerge merge = new FrameMerge(
                memoryBytes, temporaryDirectory, (offset, length, what) -> damage.damaged("a server", what))) {
            long lastPoint = 0;
            boolean allPass = true;
            ServerStream.Frames next;
            while ((next = least()) != null) {
                FetchedFrame frame = next.head();
                if (frame == null) {
                    throw new IllegalStateException("a stream with a head has none");
                }
                next.take();
                if (merge.size() > 0 && Long.compareUnsigned(frame.header().minPoint(), lastPoint) > 0) {
                    drain(merge, out, allPass);
                    allPass = true;
                }
                if (merge.add(frame.header(), frame.bytes(), 0)) {
                    int acks = frame.header().acks();
                    lowestAcks = Math.min(lowestAcks, acks == 0 ? 1 : acks);
                    allPass &= filter.surelyPasses(frame.header());
                    if (merge.size() == 1 || Long.compareUnsigned(frame.header().maxPoint(), lastPoint) > 0) {
                        lastPoint = frame.header().maxPoint();
                    }
                }
            }
            drain(merge, out, allPass);
        }
    }

    private void drain(FrameMerge merge, FilteredOutput out, boolean allPass) throws IOException {
        if (merge.size() > 0) {
            out.allPass(allPass);
            MergeCounts counts = merge.drain(true, out);
            conflicts = counts.conflictingFrames();
        }
    }

    private ServerStream.@Nullable Frames least() throws InterruptedException {
        ServerStream.Frames least = null;
        FetchedFrame leastFrame = null;
        for (ServerStream.Frames server : servers) {
            FetchedFrame frame = server.head();
            if (frame != null && (leastFrame == null || frame.compareInSendingOrder(leastFrame) < 0)) {
                least = server;
                leastFrame = frame;
            }
        }
        return least;
    }
}
