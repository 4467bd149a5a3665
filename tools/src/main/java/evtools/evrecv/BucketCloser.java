package evtools.evrecv;

import evtools.replication.FrameDigest;
import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Closes buckets: when one has ended and was not written to for a while, all its frames are known to be whole, and its
 * digest is given. All that is stored is read again and again, slowly. Not thread-safe.
 *
 * <pre>
 *  changed ─► candidate ── ended and quiet ─► checked ── all durable ─► closed ─► read slowly, for ever
 *     ▲                                          │ rotten: quarantine              │
 *     └──────────────────────────────────────────┴─────────────────────────────────┘
 * </pre>
 *
 * <p>What this process checked when it received it and then wrote is not read again at once: the bytes would come from
 * the page cache, so nothing would be learnt of the disk, at the price of a second checksum of everything. What was
 * found when the store was opened is read before its bucket is closed, the newest files right then, since a crash may
 * have torn them.
 *
 * <p>The slow reading comes round in at most {@link #ROUND_SECONDS}; so no frame lies unread for longer than that.
 */
final class BucketCloser {
    /** Is told what becomes of buckets. */
    interface Listener {
        void closed(long bucket, long digest);

        /** It has lost frames. */
        void opened(long bucket);
    }

    private static final long SECOND = 1_000_000_000L;
    /** How fast frames are read that are not known to be whole, and how fast, at least, the rest. */
    private static final long FIRST_BYTES_PER_SECOND = 64 << 20;

    private static final long AGAIN_BYTES_PER_SECOND = 2 << 20;

    /** In so many seconds everything is read again, however much it is: a week. */
    static final long ROUND_SECONDS = 7 * 24 * 3600;
    /** From the beginning of one round to that of the next, at least: a small store is not read all the time. */
    private static final long LEAST_ROUND_NANOS = 10 * SECOND;

    private static final long SIZE_NANOS = 60 * SECOND;

    private final DirectoryStore store;
    private final long quietNanos;
    private final Listener listener;
    /** Buckets that have changed, and when that was seen. */
    private final Map<Long, Long> candidates = new TreeMap<>();

    private final ArrayDeque<Long> due = new ArrayDeque<>();
    private @Nullable Long current;
    private List<StoredFrame> frames = List.of();
    private int at;
    /** The bucket that is read again, and where in it. */
    private long againBucket = -1;

    private List<StoredFrame> againFrames = List.of();
    private int againAt;
    private double budget;
    private double againBudget;
    private double againBytesPerSecond = AGAIN_BYTES_PER_SECOND;
    private long sizeAt;
    private long roundAt;
    private long tickedAt;
    private long scanAt;
    private long scrubbedFrames;

    BucketCloser(DirectoryStore store, long quietNanos, long nowNanos, Listener listener) {
        this.store = store;
        this.quietNanos = quietNanos;
        this.listener = listener;
        this.tickedAt = nowNanos;
        this.scanAt = nowNanos;
        this.sizeAt = nowNanos;
        this.roundAt = nowNanos;
    }

    /** Time passes. To be called several times a second. */
    void tick(long nowNanos, long epochSeconds) {
        double seconds = Math.min(nowNanos - tickedAt, SECOND) / (double) SECOND;
        tickedAt = nowNanos;
        budget = Math.min(FIRST_BYTES_PER_SECOND * seconds, budget + FIRST_BYTES_PER_SECOND * seconds);
        if (nowNanos - sizeAt >= 0) {
            sizeAt = nowNanos + SIZE_NANOS;
            againBytesPerSecond = againBytesPerSecond(store.frameBytes());
        }
        againBudget = Math.min(againBytesPerSecond, againBudget + againBytesPerSecond * seconds);
        store.takeChangedBuckets().forEach((bucket, lost) -> {
            candidates.put(bucket, nowNanos);
            if (lost) {
                listener.opened(bucket);
            }
        });
        if (nowNanos - scanAt >= 0) {
            scanAt = nowNanos + SECOND / 2;
            if (due.isEmpty() && current == null) {
                collect(nowNanos, epochSeconds);
            }
        }
        while (budget > 0 && next()) {
            scrub();
        }
        if (current == null) {
            scrubAgain(nowNanos);
        }
    }

    /** How fast to read again what is stored: fast enough for one round a week. */
    static double againBytesPerSecond(long storeBytes) {
        return Math.max((double) AGAIN_BYTES_PER_SECOND, (double) storeBytes / ROUND_SECONDS);
    }

    private void collect(long nowNanos, long epochSeconds) {
        int width = store.identity().bucketWidthSeconds();
        candidates.forEach((bucket, changedAt) -> {
            if (bucket < epochSeconds / width && nowNanos - changedAt >= quietNanos) {
                due.addLast(bucket);
            }
        });
    }

    private boolean next() {
        if (current == null) {
            Long bucket = due.pollFirst();
            if (bucket == null) {
                return false;
            }
            current = bucket;
            frames = store.framesOfBucket(bucket);
            at = 0;
        }
        return true;
    }

    private void scrub() {
        while (at < frames.size() && budget > 0) {
            StoredFrame frame = frames.get(at++);
            if (!frame.isChecked()) {
                budget -= frame.length();
                scrubbedFrames++;
                if (store.verify(frame)) {
                    frame.setChecked();
                } else {
                    // It is a bucket with other frames now.
                    at = frames.size();
                    current = null;
                    return;
                }
            }
        }
        Long bucket = current;
        if (at == frames.size() && bucket != null) {
            close(bucket);
            current = null;
            frames = List.of();
        }
    }

    private void close(long bucket) {
        long digest = 0;
        int count = 0;
        for (StoredFrame frame : store.framesOfBucket(bucket)) {
            if (!store.isDurable(frame) || !frame.isChecked()) {
                // Looked at again when it is: it stays a candidate.
                return;
            }
            digest += FrameDigest.of(frame.origin(), frame.sequence(), frame.headerCrc());
            count++;
        }
        candidates.remove(bucket);
        if (count == 0) {
            listener.opened(bucket);
        } else {
            // Zero means that nothing is there.
            listener.closed(bucket, digest == 0 ? 1 : digest);
        }
    }

    private void scrubAgain(long nowNanos) {
        while (againBudget > 0) {
            if (againAt >= againFrames.size() && !nextAgain(nowNanos)) {
                againBudget = 0;
                return;
            }
            StoredFrame frame = againFrames.get(againAt++);
            if (frame.isChecked()) {
                againBudget -= frame.length();
                store.verify(frame);
                scrubbedFrames++;
            }
        }
    }

    /** Goes on to the next bucket, or around to the first. */
    private boolean nextAgain(long nowNanos) {
        if (againBucket < 0) {
            if (nowNanos - roundAt < 0) {
                return false;
            }
            roundAt = nowNanos + LEAST_ROUND_NANOS;
        }
        Long next = store.bucketAfter(againBucket);
        if (next == null) {
            againBucket = -1;
            return false;
        }
        againBucket = next;
        againFrames = store.framesOfBucket(next);
        againAt = 0;
        return !againFrames.isEmpty();
    }

    /** How many frames were read and checked. */
    long scrubbedFrames() {
        return scrubbedFrames;
    }
}
