package evtools.evrecv;

import evtools.cli.FailureText;
import evtools.cli.WallClock;
import evtools.replication.BucketFrames;
import evtools.replication.FrameHealer;
import evtools.replication.FrameKey;
import evtools.replication.FramePlacer;
import evtools.replication.HealerLimits;
import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import evtools.transport.AnswerMessage;
import evtools.transport.DigestsMessage;
import evtools.transport.FrameStatesMessage;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import evtools.transport.TombstonesMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives healing its store and its connections to peers: questions and frames go out over the connections that this
 * server made, and the answers come back there. Thread-safe; never calls the placing of frames.
 */
final class Healing {
    private final DirectoryStore store;
    private final WallClock clock;
    private final ServerReports reports;
    private final FrameHealer healer;
    private final BucketCloser closer;
    private final @Nullable PeerLink[] links = new PeerLink[FramePlacer.MAX_PEERS];
    /** What each peer said last of the archived frames it knows of. */
    private final long[] archivedHeard = new long[FramePlacer.MAX_PEERS];

    /** Frames were sent, so answers are of interest. Read without the lock. */
    private volatile boolean sending;

    Healing(
            DirectoryStore store,
            HealingOptions options,
            WallClock clock,
            RandomGenerator random,
            ServerReports reports) {
        this.store = store;
        this.clock = clock;
        this.reports = reports;
        long now = clock.monotonicNanos();
        this.healer = new FrameHealer(
                store.identity().holder(),
                random,
                HealerLimits.of(options.bytesPerSecond(), options.repairAfterNanos()),
                this::frames,
                new Output(),
                now);
        this.closer = new BucketCloser(store, options.quietNanos(), now, new BucketCloser.Listener() {
            @Override
            public void closed(long bucket, long digest) {
                healer.onBucketClosed(bucket, digest, clock.monotonicNanos());
            }

            @Override
            public void opened(long bucket) {
                healer.onBucketOpened(bucket, clock.monotonicNanos());
            }
        });
    }

    synchronized void peerAdded(PeerLink link) {
        links[link.number()] = link;
        archivedHeard[link.number()] = 0;
        healer.onPeerAdded(link.number(), link.address().zone(), clock.monotonicNanos());
    }

    /** It is none any more, or is this server itself. */
    synchronized void peerRemoved(PeerLink link) {
        if (links[link.number()] == link) {
            healer.onPeerRemoved(link.number(), clock.monotonicNanos());
            links[link.number()] = null;
        }
    }

    synchronized void peerZone(PeerLink link, String zone) {
        if (links[link.number()] == link) {
            healer.onPeerZone(link.number(), zone);
        }
    }

    synchronized void setOwnZone(String zone) {
        healer.setOwnZone(zone);
    }

    synchronized void peerUp(PeerLink link, long holder) {
        if (links[link.number()] == link) {
            archivedHeard[link.number()] = 0;
            healer.onPeerUp(link.number(), holder, clock.monotonicNanos());
        }
    }

    synchronized void peerDown(PeerLink link) {
        if (links[link.number()] == link) {
            healer.onPeerDown(link.number(), clock.monotonicNanos());
        }
    }

    /** A peer has answered for a frame, whoever sent it. */
    void peerAnswered(PeerLink link, AnswerMessage answer) {
        if (sending) {
            synchronized (this) {
                if (links[link.number()] == link) {
                    healer.onAnswer(link.number(), answer.key(), answer.status(), clock.monotonicNanos());
                }
                sending = healer.isSending();
            }
        }
    }

    /** A peer has answered a question. */
    synchronized void message(PeerLink link, int type, ByteBuffer body) throws IOException {
        if (links[link.number()] != link) {
            return;
        }
        int peer = link.number();
        switch (type) {
            case MessageType.DIGESTS -> {
                DigestsMessage said = DigestsMessage.decode(body);
                long archived = said.archivedDigest();
                if (archived != archivedHeard[peer]) {
                    archivedHeard[peer] = archived;
                    if (archived != 0 && archived != store.archivedDigest()) {
                        askTombstones(link, 0, 0);
                    }
                }
                healer.onDigests(peer, said.node(), clock.monotonicNanos());
            }
            case MessageType.FRAMES ->
                FrameStatesMessage.decode(
                        body, (tag, states) -> healer.onFrameStates(peer, tag, states, clock.monotonicNanos()));
            case MessageType.TOMBSTONES -> hearTombstones(link, body);
            default -> {
                // A later version's message: skipped.
            }
        }
        sending = healer.isSending();
    }

    private void hearTombstones(PeerLink link, ByteBuffer body) throws IOException {
        boolean more = TombstonesMessage.hasMore(body);
        long[] ranges = TombstonesMessage.decode(body);
        try {
            store.hearArchived(ranges);
        } catch (IOException e) {
            reports.diagnostics().error("tombstones can't be written: " + FailureText.of(e));
            // Asked again when the peer says the same once more.
            archivedHeard[link.number()] = 0;
            return;
        }
        if (more && ranges.length > 0) {
            askTombstones(link, ranges[ranges.length - 3], ranges[ranges.length - 2]);
        }
    }

    private void askTombstones(PeerLink link, long afterOrigin, long afterFirst) {
        if (!link.offer(
                OutgoingMessage.of(MessageType.ASK_TOMBSTONES, TombstonesMessage.question(afterOrigin, afterFirst)))) {
            // Asked again when the peer says the same once more.
            archivedHeard[link.number()] = 0;
        }
    }

    /**
     * Answers a peer's question.
     *
     * @return the answer; null if it is none of these questions
     */
    @Nullable
    OutgoingMessage answer(int type, ByteBuffer body) throws IOException {
        switch (type) {
            case MessageType.ASK_DIGESTS -> {
                DigestsMessage.Question question = DigestsMessage.Question.decode(body);
                DigestsMessage said;
                synchronized (this) {
                    said = new DigestsMessage(
                            healer.digests(question.level(), question.index()), store.archivedDigest());
                }
                return OutgoingMessage.of(MessageType.DIGESTS, said.encode());
            }
            case MessageType.ASK_FRAMES -> {
                return OutgoingMessage.of(MessageType.FRAMES, FrameStatesMessage.answer(body, this::state));
            }
            case MessageType.ASK_TOMBSTONES -> {
                long[] after = TombstonesMessage.decodeQuestion(body);
                long[] ranges = store.archivedRanges(after[0], after[1], TombstonesMessage.MAX_RANGES);
                boolean more = ranges.length == 3 * TombstonesMessage.MAX_RANGES;
                return OutgoingMessage.of(MessageType.TOMBSTONES, TombstonesMessage.answer(ranges, more));
            }
            default -> {
                return null;
            }
        }
    }

    private int state(long origin, long sequence, int headerCrc) {
        StoredFrame frame = store.find(origin, sequence, headerCrc);
        if (frame != null) {
            return store.isDurable(frame) ? FrameHealer.HOLDS_DURABLY : FrameHealer.HOLDS;
        }
        DirectoryStore.Appended end = store.tombstone(origin, sequence);
        if (end == null) {
            return FrameHealer.LACKS;
        }
        return end == DirectoryStore.Appended.EXPIRED ? FrameHealer.EXPIRED : FrameHealer.ARCHIVED;
    }

    private BucketFrames frames(long bucket) {
        BucketFrames found = new BucketFrames(64);
        for (StoredFrame frame : store.framesOfBucket(bucket)) {
            if (frame.copies() > 1
                    && store.isDurable(frame)
                    && store.tombstone(frame.origin(), frame.sequence()) == null) {
                found.add(frame.origin(), frame.sequence(), frame.headerCrc(), frame.copies(), frame.length());
            }
        }
        return found;
    }

    /** Time passes. */
    synchronized void tick() {
        closer.tick(clock.monotonicNanos(), clock.epochNanos() / 1_000_000_000L);
        healer.onTick(clock.monotonicNanos());
        sending = healer.isSending();
    }

    /** Frames here that too few servers are known to hold, as far as that is known. */
    synchronized long backlogFrames() {
        return healer.backlogFrames();
    }

    /** Frames that other servers took from this one because they lacked them. */
    synchronized long repairedFrames() {
        return healer.repairedFrames();
    }

    synchronized long repairedBytes() {
        return healer.repairedBytes();
    }

    /** Answers of peers to questions for digests. */
    synchronized long digestsHeard() {
        return healer.digestsHeard();
    }

    /** Buckets looked at. */
    synchronized long auditCount() {
        return healer.auditCount();
    }

    /** Closed buckets. */
    synchronized int closedBuckets() {
        return healer.bucketCount();
    }

    /** Frames read from disk and checked. */
    synchronized long scrubbedFrames() {
        return closer.scrubbedFrames();
    }

    private final class Output implements FrameHealer.Output {
        @Override
        public boolean askDigests(int peer, int level, long index) {
            return offer(
                    peer,
                    OutgoingMessage.of(MessageType.ASK_DIGESTS, new DigestsMessage.Question(level, index).encode()));
        }

        @Override
        public boolean askFrames(int peer, long bucket, long tag, BucketFrames frames, int from, int to) {
            ByteBuffer question = FrameStatesMessage.question(bucket, tag, frames, from, to);
            return offer(peer, OutgoingMessage.of(MessageType.ASK_FRAMES, question));
        }

        @Override
        public FrameHealer.Sent send(int peer, FrameKey key) {
            StoredFrame frame = store.find(key.origin(), key.sequence(), key.headerCrc());
            if (frame == null || !store.verify(frame)) {
                return FrameHealer.Sent.GONE;
            }
            return offer(peer, new StoredFrameMessage(store, frame, MessageType.FLAG_STORE_ONLY))
                    ? FrameHealer.Sent.SENT
                    : FrameHealer.Sent.BUSY;
        }

        @Override
        public void suspect(FrameKey key) {
            StoredFrame frame = store.find(key.origin(), key.sequence(), key.headerCrc());
            if (frame != null) {
                store.verify(frame);
            }
        }

        private boolean offer(int peer, OutgoingMessage message) {
            PeerLink link = links[peer];
            return link != null && link.offer(message);
        }
    }
}
