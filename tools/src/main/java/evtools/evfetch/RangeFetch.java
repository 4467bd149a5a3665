package evtools.evfetch;

import evtools.fetch.DamageReports;
import evtools.fetch.FetchedFrame;
import evtools.fetch.ServerStream;
import evtools.pipe.EventFilter;
import evtools.sort.FrameMerge;
import evtools.sort.MergeCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the frames of all servers. They come ordered by least point, so whenever the next frame begins after all that
 * came before has ended, that can be merged and given out: the frames of a bucket at most are held.
 */
final class RangeFetch {
    private static final long MEMORY_BYTES = 256L << 20;

    private final List<ServerStream.Frames> servers;
    private final EventFilter filter;
    private final FilteredOutput out;
    private final DamageReports damage;
    private int lowestAcks = Integer.MAX_VALUE;
    private long conflicts;

    RangeFetch(List<ServerStream.Frames> servers, EventFilter filter, FilteredOutput out, DamageReports damage) {
        this.servers = servers;
        this.filter = filter;
        this.out = out;
        this.damage = damage;
    }

    /** Fetches everything. */
    void run(Path temporaryDirectory) throws IOException, InterruptedException {
        try (FrameMerge merge = new FrameMerge(
                MEMORY_BYTES, temporaryDirectory, (offset, length, what) -> damage.damaged("a server", what))) {
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
                    drain(merge, allPass);
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
            drain(merge, allPass);
        }
    }

    private void drain(FrameMerge merge, boolean allPass) throws IOException {
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

    /** The lowest number of acks that a sender of what came waited for; {@code otherwise} if nothing came. */
    int lowestAcks(int otherwise) {
        return lowestAcks == Integer.MAX_VALUE ? otherwise : lowestAcks;
    }

    /** Frames with the same id as another and other bytes; both are in the output. */
    long conflicts() {
        return conflicts;
    }
}
