package evtools.replication;

import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A server's part in healing: finds frames of closed buckets that fewer than {@code copies} servers hold, and sends
 * them to servers that lack them.
 *
 * <pre>
 *  bucket closed ─┐                        ┌─ all digests equal, or enough holders ─► whole
 *  peer's digest ─┼─► due ─► which of my   ┤
 *   has changed   │          frames do you └─ too few, and my turn ─► sent to random peers that lack it
 *  peer is gone ──┘          hold?              not my turn ─► looked at again later
 * </pre>
 *
 * <p>One bucket is looked at at a time, so memory is bounded by what this server itself holds, whatever peers send:
 * {@link DigestTree} a bucket, {@link BucketAudit} a frame of the bucket that is looked at. Nothing is sent on an old
 * finding: peers are asked for a bucket's frames right before. Not thread-safe.
 */
public final class FrameHealer {
    /** What became of a frame that was to be sent. */
    public enum Sent {
        /** It is under way. */
        SENT,
        /** That peer takes nothing now. */
        BUSY,
        /** The frame is not here any more, or is damaged. */
        GONE
    }

    /** What a peer says of a frame it was asked for. The codes are those of the wire. */
    public static final int LACKS = 0;

    public static final int HOLDS = 1;
    public static final int HOLDS_DURABLY = 2;
    public static final int ARCHIVED = 3;
    public static final int EXPIRED = 4;

    /** What this server holds. */
    @FunctionalInterface
    public interface Inventory {
        /** The frames of a bucket that are here durably, except those known to be archived. */
        BucketFrames frames(long bucket);
    }

    /** What the machine wants done. Calls come from inside the {@code on…} methods and must not call back. */
    public interface Output {
        /** Ask a peer for a node of its tree of digests; false if that can't be done now. */
        boolean askDigests(int peer, int level, long index);

        /** Ask a peer which frames {@code from…to} of these it holds; false if that can't be done now. */
        boolean askFrames(int peer, long bucket, long tag, BucketFrames frames, int from, int to);

        /** Send a frame, store only. */
        Sent send(int peer, FrameKey key);

        /** A peer found this server's frame damaged. */
        void suspect(FrameKey key);
    }

    private record Due(long at, HealedBucket bucket) {}

    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_AUDITS_A_TICK = 64;
    private static final int MOST_SENDINGS_A_TICK = 4_096;

    private final long ownHolder;
    private final RandomGenerator random;
    private final HealerLimits limits;
    private final Inventory inventory;
    private final Output output;
    private final HealerPeers peers;
    private final DigestTree tree = new DigestTree();
    private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));
    private @Nullable BucketAudit audit;
    private long audits;
    /** Bytes that may be sent now; below zero after a large frame. */
    private double tokens;

    private long tokensAt;
    private long now;
    private long nextPollAt;
    private long backlog;
    private long repairedFrames;
    private long repairedBytes;
    private long digestsHeard;

    public FrameHealer(
            long ownHolder,
            RandomGenerator random,
            HealerLimits limits,
            Inventory inventory,
            Output output,
            long nowNanos) {
        this.ownHolder = ownHolder;
        this.random = random;
        this.limits = limits;
        this.inventory = inventory;
        this.output = output;
        this.peers = new HealerPeers(ownHolder, random);
        this.now = nowNanos;
        this.nextPollAt = nowNanos;
        this.tokensAt = nowNanos;
    }

    /** There is a peer address of this number, not up yet; {@code zone} may be empty. */
    public void onPeerAdded(int peer, String zone, long nowNanos) {
        now = nowNanos;
        peers.add(peer, zone, nowNanos);
    }

    /** This server's own zone; empty: unknown. */
    public void setOwnZone(String zone) {
        peers.setOwnZone(zone);
    }

    /** What is now known of a peer's zone. */
    public void onPeerZone(int peer, String zone) {
        peers.get(peer).zone = zone;
    }

    /** A peer address is none any more, or leads to this server itself: it counts as a holder no more. */
    public void onPeerRemoved(int peer, long nowNanos) {
        now = nowNanos;
        onPeerDown(peer, nowNanos);
        peers.get(peer).present = false;
        lose(peer);
        tree.forget(peer);
    }

    /** A connection to this peer is up; {@code holder} is who answered there. */
    public void onPeerUp(int peer, long holder, long nowNanos) {
        now = nowNanos;
        HealerPeer at = peers.get(peer);
        boolean another = !at.seen || at.holder != holder;
        boolean back = at.gone;
        peers.up(peer, holder, nowNanos);
        if (another) {
            tree.forget(peer);
            lose(peer);
        } else {
            tree.askAgain(peer);
        }
        for (HealedBucket bucket : tree.buckets()) {
            boolean countedOn = (bucket.maybeBits >>> peer & 1) != 0;
            if (another || countedOn || (back && bucket.shortFrames > 0)) {
                bucket.maybeBits &= ~(1L << peer);
                schedule(bucket, limits.settleNanos());
            }
        }
        if (heals() && peers.isPrimary(peer)) {
            output.askDigests(peer, BucketDigests.ROOT_LEVEL, 0);
        }
    }

    /** The connection to this peer is lost. For a while it goes on counting as a holder. */
    public void onPeerDown(int peer, long nowNanos) {
        now = nowNanos;
        HealerPeer lost = peers.get(peer);
        if (!lost.up) {
            return;
        }
        lost.up = false;
        lost.silentSince = nowNanos;
        lost.inFlightBytes = 0;
        BucketAudit current = audit;
        if (current != null) {
            long bit = 1L << peer;
            current.flights.entrySet().removeIf(flight -> {
                if (flight.getKey().peer() == peer) {
                    current.soft[flight.getValue().index()] &= ~bit;
                    current.again = true;
                    return true;
                }
                return false;
            });
            if ((current.askedBits & bit) != 0) {
                giveUpAsking(current, bit);
                decideIfAnswered(current);
            }
        }
    }

    /** It no longer counts: what counted on it is looked at again. */
    private void lose(int peer) {
        long bit = 1L << peer;
        for (HealedBucket bucket : tree.buckets()) {
            if ((bucket.countedBits & bit) != 0) {
                bucket.countedBits &= ~bit;
                schedule(bucket, limits.settleNanos());
            }
        }
    }

    /** A bucket has ended and is quiet, and all of it is on disk; or that is so again after it has changed. */
    public void onBucketClosed(long bucket, long digest, long nowNanos) {
        now = nowNanos;
        HealedBucket known = tree.bucket(bucket);
        if (known != null && known.digest == digest) {
            return;
        }
        schedule(tree.put(bucket, digest, HolderSet.MAX_HOLDERS), limits.settleNanos());
    }

    /** A bucket has lost frames, or is gone: nothing is said of it until it is closed again. */
    public void onBucketOpened(long bucket, long nowNanos) {
        now = nowNanos;
        HealedBucket known = tree.bucket(bucket);
        if (known == null) {
            return;
        }
        BucketAudit current = audit;
        if (current != null && current.bucket == known) {
            land(current);
            audit = null;
        }
        backlog -= known.shortFrames;
        known.scheduled = false;
        tree.remove(bucket);
    }

    /** What this server says of a node of its tree. */
    public BucketDigests digests(int level, long index) {
        return tree.say(level, index);
    }

    /** A peer has answered {@link Output#askDigests}. */
    public void onDigests(int peer, BucketDigests theirs, long nowNanos) {
        now = nowNanos;
        digestsHeard++;
        int level = theirs.level();
        DigestNode node = tree.node(level, theirs.index());
        if (node == null || !peers.get(peer).up) {
            return;
        }
        if (level == BucketDigests.ROOT_LEVEL && node.heard(peer) == theirs.digest()) {
            return;
        }
        boolean complete = true;
        for (int i = 0; i < BucketDigests.FANOUT; i++) {
            DigestNode child = tree.child(level, theirs.index(), i);
            if (child != null) {
                complete &= hear(peer, child, level - 1, theirs.index() * BucketDigests.FANOUT + i, theirs.child(i));
            }
        }
        node.hear(peer, complete ? theirs.digest() : DigestNode.UNKNOWN);
    }

    /** False if something could not be asked for now. */
    private boolean hear(int peer, DigestNode node, int level, long index, long digest) {
        if (node instanceof HealedBucket bucket) {
            hear(peer, bucket, digest);
            return true;
        }
        if (node.heard(peer) == digest) {
            return true;
        }
        if (digest != 0) {
            // Its own answer sets what is remembered; until then it is asked for again.
            return output.askDigests(peer, level, index);
        }
        for (int i = 0; i < BucketDigests.FANOUT; i++) {
            DigestNode child = tree.child(level, index, i);
            if (child != null) {
                hear(peer, child, level - 1, index * BucketDigests.FANOUT + i, 0);
            }
        }
        node.hear(peer, 0);
        return true;
    }

    private void hear(int peer, HealedBucket bucket, long digest) {
        // It may have been counted by its own word since it was heard last, and have lost all of it again.
        boolean countedInVain = digest == 0 && (bucket.countedBits >>> peer & 1) != 0;
        if (bucket.heard(peer) == digest && !countedInVain) {
            return;
        }
        bucket.hear(peer, digest);
        if (digest == bucket.digest && bucket.shortFrames == 0 && bucket.countedBits != 0) {
            bucket.countedBits |= 1L << peer;
        } else {
            schedule(bucket, limits.pollNanos());
        }
    }

    /** A peer has answered {@link Output#askFrames}: one code for each frame asked for. */
    public void onFrameStates(int peer, long tag, byte[] states, long nowNanos) {
        now = nowNanos;
        BucketAudit current = audit;
        long bit = 1L << peer;
        if (current == null || tag >>> 32 != (current.number & 0xFFFFFFFFL) || (current.askedBits & bit) == 0) {
            return;
        }
        int from = current.answered[peer];
        int count = Math.min(HealerLimits.MAX_ASKED_AT_ONCE, current.frames.size() - from);
        if ((int) tag != from || states.length != count) {
            return;
        }
        for (int i = 0; i < count; i++) {
            switch (states[i]) {
                case HOLDS -> current.soft[from + i] |= bit;
                case HOLDS_DURABLY, EXPIRED -> current.durable[from + i] |= bit;
                case ARCHIVED -> current.frames.settle(from + i);
                default -> {
                    // It lacks it.
                }
            }
        }
        current.answered[peer] = from + count;
        if (from + count < current.frames.size()) {
            ask(current, peer);
        } else {
            current.askedBits &= ~bit;
            current.knownBits |= bit;
            decideIfAnswered(current);
        }
    }

    /** A peer has answered for a frame; also for such as healing did not send. */
    public void onAnswer(int peer, FrameKey key, AnswerStatus status, long nowNanos) {
        now = nowNanos;
        BucketAudit current = audit;
        if (current == null || current.flights.isEmpty()) {
            return;
        }
        BucketAudit.Flight flight = current.flights.remove(new BucketAudit.FlightId(peer, key));
        if (flight == null) {
            return;
        }
        HealerPeer at = peers.get(peer);
        at.inFlightBytes -= current.frames.length(flight.index());
        if (status.holds()) {
            current.soft[flight.index()] |= 1L << peer;
            repairedFrames++;
            repairedBytes += current.frames.length(flight.index());
        } else if (status == AnswerStatus.ARCHIVED) {
            current.frames.settle(flight.index());
        } else if (status == AnswerStatus.EXPIRED) {
            current.durable[flight.index()] |= 1L << peer;
        } else {
            current.again = true;
            current.soft[flight.index()] &= ~(1L << peer);
            if (status == AnswerStatus.REFUSED) {
                output.suspect(key);
            } else {
                at.notBefore = nowNanos + limits.retryNanos();
            }
        }
        step(current);
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        now = nowNanos;
        if (!heals()) {
            return;
        }
        // What was not used in a quarter of a second is not saved up.
        double earned = limits.bytesPerSecond() * Math.min(nowNanos - tokensAt, SECOND) / (double) SECOND;
        tokens = Math.min((double) Math.max(1, limits.bytesPerSecond() / 4), tokens + earned);
        tokensAt = nowNanos;
        for (int peer = 0; peer < peers.end(); peer++) {
            if (peers.becomesGone(peer, nowNanos - limits.repairAfterNanos())) {
                lose(peer);
            }
        }
        if (now - nextPollAt >= 0) {
            nextPollAt = now + jittered(limits.pollNanos());
            int peer = peers.random();
            if (peer >= 0) {
                output.askDigests(peer, BucketDigests.ROOT_LEVEL, 0);
            }
        }
        BucketAudit current = audit;
        if (current != null) {
            goOn(current);
        }
        for (int i = 0; i < MOST_AUDITS_A_TICK && audit == null && startNext(); i++) {
            // Buckets that need no question are done at once.
        }
    }

    private boolean heals() {
        return limits.bytesPerSecond() > 0;
    }

    private void goOn(BucketAudit current) {
        if (current.sending) {
            dropSilentFlights(current);
            if (tokens <= 0 || !current.flights.isEmpty()) {
                current.deadline = now + limits.answerNanos();
            } else if (now - current.deadline >= 0) {
                // Nobody takes anything.
                current.cursor = current.frames.size();
                current.again = true;
            }
            step(current);
        } else if (now - current.deadline >= 0) {
            giveUpAsking(current, current.askedBits);
            decideIfAnswered(current);
        } else {
            for (int peer = 0; peer < peers.end(); peer++) {
                if ((current.unsentBits >>> peer & 1) != 0) {
                    ask(current, peer);
                }
            }
        }
    }

    private static void giveUpAsking(BucketAudit current, long bits) {
        current.askedBits &= ~bits;
        current.unsentBits &= ~bits;
        current.maybeBits |= bits;
        current.again = true;
    }

    private void dropSilentFlights(BucketAudit current) {
        Iterator<Map.Entry<BucketAudit.FlightId, BucketAudit.Flight>> flights =
                current.flights.entrySet().iterator();
        while (flights.hasNext()) {
            Map.Entry<BucketAudit.FlightId, BucketAudit.Flight> flight = flights.next();
            if (now - flight.getValue().sentAt() < limits.answerNanos()) {
                return;
            }
            HealerPeer silent = peers.get(flight.getKey().peer());
            silent.inFlightBytes -= current.frames.length(flight.getValue().index());
            silent.notBefore = now + limits.retryNanos();
            current.soft[flight.getValue().index()] &= ~(1L << flight.getKey().peer());
            current.again = true;
            flights.remove();
        }
    }

    private boolean startNext() {
        while (!queue.isEmpty() && queue.element().at - now <= 0) {
            Due due = queue.remove();
            if (due.bucket.scheduled && due.bucket.dueAt == due.at) {
                due.bucket.scheduled = false;
                start(due.bucket);
                return true;
            }
        }
        return false;
    }

    private void start(HealedBucket bucket) {
        long equal = 0;
        long ask = 0;
        long maybe = 0;
        for (int peer = 0; peer < peers.end(); peer++) {
            long bit = 1L << peer;
            if (peers.isPrimary(peer)) {
                if (bucket.heard(peer) == bucket.digest) {
                    equal |= bit;
                } else {
                    ask |= bit;
                }
            } else if (peers.isAbsent(peer)) {
                maybe |= bit;
            }
        }
        BucketAudit current = new BucketAudit(bucket, ++audits, inventory.frames(bucket.number), equal);
        audit = current;
        current.knownBits = equal;
        current.maybeBits = maybe;
        current.deadline = now + limits.answerNanos();
        if (current.frames.size() > 0) {
            current.askedBits = ask;
        }
        for (int peer = 0; peer < peers.end(); peer++) {
            if ((current.askedBits >>> peer & 1) != 0) {
                ask(current, peer);
            }
        }
        decideIfAnswered(current);
    }

    private void ask(BucketAudit current, int peer) {
        int from = current.answered[peer];
        int to = Math.min(current.frames.size(), from + HealerLimits.MAX_ASKED_AT_ONCE);
        long bit = 1L << peer;
        if (output.askFrames(peer, current.bucket.number, current.number << 32 | from, current.frames, from, to)) {
            current.unsentBits &= ~bit;
            current.deadline = now + limits.answerNanos();
        } else {
            current.unsentBits |= bit;
        }
    }

    private void decideIfAnswered(BucketAudit current) {
        if (current.askedBits != 0 || current.sending) {
            return;
        }
        current.sending = true;
        current.deadline = now + limits.answerNanos();
        long own = order(ownHolder, current.bucket.number);
        for (int peer = 0; peer < peers.end(); peer++) {
            if ((current.knownBits >>> peer & 1) != 0
                    && Long.compareUnsigned(order(peers.get(peer).holder, current.bucket.number), own) < 0) {
                current.earlierBits |= 1L << peer;
            }
        }
        step(current);
    }

    /** In which order the holders of a bucket's frames act: different for each bucket, so that all share the work. */
    static long order(long holder, long bucket) {
        return FrameDigest.mix(holder ^ FrameDigest.mix(bucket));
    }

    /** Sends as much as may be sent now. */
    private void step(BucketAudit current) {
        if (!current.sending || audit != current) {
            return;
        }
        long busy = 0;
        long takers = peers.takers(current.knownBits, now);
        long lackers = current.knownBits & peers.upBits();
        int sendings = 0;
        while (current.cursor < current.frames.size()) {
            int index = current.cursor;
            if (current.missing(index) <= 0) {
                current.cursor++;
                continue;
            }
            if (Long.bitCount(current.durable[index] & current.earlierBits) > current.bucket.patience) {
                current.waitsForTurn = true;
                current.cursor++;
                continue;
            }
            int length = current.frames.length(index);
            long holders = current.durable[index] | current.soft[index];
            long candidates = takers & ~holders;
            if (candidates == 0) {
                current.again |= (lackers & ~holders) != 0;
                current.cursor++;
                continue;
            }
            long wanted = peers.inOtherZones(candidates, holders | current.maybeBits) & ~busy;
            int peer = peers.pick(wanted, length, limits.maxInFlightBytes());
            if (peer < 0 || tokens <= 0 || ++sendings > MOST_SENDINGS_A_TICK) {
                return;
            }
            FrameKey key = current.frames.key(index);
            switch (output.send(peer, key)) {
                case SENT -> {
                    tokens -= length;
                    peers.get(peer).inFlightBytes += length;
                    current.flights.put(new BucketAudit.FlightId(peer, key), new BucketAudit.Flight(index, now));
                    // Counted at once, so that it is not sent there twice; a failure looks at the bucket again.
                    current.soft[index] |= 1L << peer;
                }
                case BUSY -> busy |= 1L << peer;
                case GONE -> {
                    current.frames.settle(index);
                    current.again = true;
                }
            }
        }
        if (current.flights.isEmpty()) {
            finish(current);
        }
    }

    private void finish(BucketAudit current) {
        audit = null;
        HealedBucket bucket = current.bucket;
        int tooFew = 0;
        for (int i = 0; i < current.frames.size(); i++) {
            if (current.missing(i) > 0) {
                tooFew++;
            }
            // What is not surely on disk there is asked for again.
            current.again |= (current.soft[i] & ~current.durable[i]) != 0;
        }
        backlog += tooFew - bucket.shortFrames;
        bucket.shortFrames = tooFew;
        bucket.countedBits = current.knownBits | current.maybeBits;
        bucket.maybeBits = current.maybeBits;
        if (tooFew == 0 && !current.again) {
            bucket.patience = 0;
            bucket.attempts = 0;
        } else if (current.waitsForTurn) {
            bucket.patience++;
            schedule(bucket, limits.turnNanos() + random.nextLong(limits.turnNanos() + 1));
        } else if (current.again) {
            schedule(bucket, jittered(limits.retryNanos() << Math.min(bucket.attempts++, 4)));
        }
    }

    private void land(BucketAudit current) {
        current.flights.forEach(
                (id, flight) -> peers.get(id.peer()).inFlightBytes -= current.frames.length(flight.index()));
        current.flights.clear();
    }

    /** Has a bucket looked at after that time, or sooner if that was wanted before. */
    private void schedule(HealedBucket bucket, long nanos) {
        long at = now + nanos;
        if (heals() && (!bucket.scheduled || at - bucket.dueAt < 0)) {
            bucket.scheduled = true;
            bucket.dueAt = at;
            queue.add(new Due(at, bucket));
        }
    }

    private long jittered(long nanos) {
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }

    /** Frames of this server that fewer than their copies are known to hold, as far as buckets were looked at. */
    public long backlogFrames() {
        return backlog;
    }

    /** Frames that peers took from this server's healing. */
    public long repairedFrames() {
        return repairedFrames;
    }

    /** Their bytes. */
    public long repairedBytes() {
        return repairedBytes;
    }

    /** Answers to questions for digests. */
    public long digestsHeard() {
        return digestsHeard;
    }

    /** How often a bucket was looked at. */
    public long auditCount() {
        return audits;
    }

    /** Whether answers for frames that were sent are awaited. */
    public boolean isSending() {
        return audit != null && !audit.flights.isEmpty();
    }

    /** Closed buckets of this server. */
    public int bucketCount() {
        return tree.buckets().size();
    }

    /** Whether nothing is under way or due at a known time. */
    boolean isQuiet() {
        return audit == null && queue.stream().noneMatch(due -> due.bucket.scheduled && due.bucket.dueAt == due.at);
    }
}
