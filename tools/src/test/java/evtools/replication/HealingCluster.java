package evtools.replication;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Servers that heal one another, in one thread: the real state machines with made-up stores, and a network that keeps
 * the order of messages and loses connections. Everything follows from the seed.
 */
final class HealingCluster {
    static final long STEP_NANOS = 50_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final int FRAME_BYTES = 1_000;

    private record Message(int from, int fromLife, int to, int toLife, long at, Runnable delivery) {}

    /** A server: a store, and what is around it. */
    final class Server implements FrameHealer.Inventory, FrameHealer.Output {
        final int number;
        long holder;
        boolean up;
        boolean full;
        int life;
        String zone = "";
        /** What it holds, by bucket; all of it on disk. */
        Map<Long, Set<Long>> store = new TreeMap<>();

        final Set<Long> archived = new TreeSet<>();
        final Set<Long> expired = new TreeSet<>();
        private final Set<Long> changed = new TreeSet<>();
        private long changedAt;
        FrameHealer healer;

        Server(int number) {
            this.number = number;
            this.holder = random.nextLong();
            this.healer = newHealer();
        }

        private FrameHealer newHealer() {
            FrameHealer made = new FrameHealer(holder, random.split(), limits, this, this, now);
            made.setOwnZone(zone);
            for (int i = 0; i < size; i++) {
                made.onPeerAdded(i, i < servers.size() ? servers.get(i).zone : "", now);
            }
            return made;
        }

        void start() {
            life++;
            up = true;
            healer = newHealer();
            changed.addAll(store.keySet());
            changedAt = now;
            healer.onPeerRemoved(number, now);
            for (Server other : servers) {
                if (other != this && other.up) {
                    healer.onPeerUp(other.number, other.holder, now);
                    other.healer.onPeerUp(number, holder, now);
                }
            }
        }

        void kill() {
            up = false;
            life++;
            for (Server other : servers) {
                if (other != this && other.up) {
                    other.healer.onPeerDown(number, now);
                }
            }
        }

        void wipe() {
            holder = random.nextLong();
            store = new TreeMap<>();
            archived.clear();
            expired.clear();
            changed.clear();
        }

        void put(long bucket, long sequence) {
            store.computeIfAbsent(bucket, key -> new TreeSet<>()).add(sequence);
            changed.add(bucket);
            changedAt = now;
        }

        boolean holds(long sequence) {
            return store.getOrDefault(bucketOf(sequence), Set.of()).contains(sequence);
        }

        /** Loses one frame, as by bit rot. */
        void lose(long sequence) {
            store.get(bucketOf(sequence)).remove(sequence);
            healer.onBucketOpened(bucketOf(sequence), now);
            changed.add(bucketOf(sequence));
            changedAt = now;
        }

        private void tick() {
            if (!changed.isEmpty() && now - changedAt >= SECOND) {
                for (long bucket : changed) {
                    long digest = 0;
                    for (long sequence : store.getOrDefault(bucket, Set.of())) {
                        digest += FrameDigest.of(ORIGIN, sequence, crc(sequence));
                    }
                    if (digest != 0) {
                        healer.onBucketClosed(bucket, digest, now);
                    }
                }
                changed.clear();
            }
            healer.onTick(now);
        }

        @Override
        public BucketFrames frames(long bucket) {
            BucketFrames frames = new BucketFrames(4);
            for (long sequence : store.getOrDefault(bucket, Set.of())) {
                if (!archived.contains(sequence)) {
                    frames.add(ORIGIN, sequence, crc(sequence), copies, FRAME_BYTES);
                }
            }
            return frames;
        }

        @Override
        public boolean askDigests(int peer, int level, long index) {
            questions++;
            Server other = servers.get(peer);
            send(this, other, () -> {
                BucketDigests said = other.healer.digests(level, index);
                send(other, this, () -> healer.onDigests(peer, said, now));
            });
            return true;
        }

        @Override
        public boolean askFrames(int peer, long bucket, long tag, BucketFrames frames, int from, int to) {
            if (random.nextInt(10) == 0) {
                return false;
            }
            lists++;
            Server other = servers.get(peer);
            long[] asked = new long[to - from];
            for (int i = from; i < to; i++) {
                asked[i - from] = frames.sequence(i);
            }
            send(this, other, () -> {
                byte[] states = new byte[asked.length];
                for (int i = 0; i < asked.length; i++) {
                    states[i] = (byte) other.state(asked[i]);
                }
                send(other, this, () -> healer.onFrameStates(peer, tag, states, now));
            });
            return true;
        }

        private int state(long sequence) {
            if (holds(sequence)) {
                return FrameHealer.HOLDS_DURABLY;
            }
            if (archived.contains(sequence)) {
                return FrameHealer.ARCHIVED;
            }
            return expired.contains(sequence) ? FrameHealer.EXPIRED : FrameHealer.LACKS;
        }

        @Override
        public FrameHealer.Sent send(int peer, FrameKey key) {
            if (!holds(key.sequence())) {
                return FrameHealer.Sent.GONE;
            }
            if (random.nextInt(10) == 0) {
                return FrameHealer.Sent.BUSY;
            }
            sentFrames++;
            Server other = servers.get(peer);
            HealingCluster.this.send(this, other, () -> {
                AnswerStatus status = other.take(key.sequence());
                HealingCluster.this.send(other, this, () -> healer.onAnswer(peer, key, status, now));
            });
            return FrameHealer.Sent.SENT;
        }

        private AnswerStatus take(long sequence) {
            if (full) {
                return AnswerStatus.FULL;
            }
            if (archived.contains(sequence)) {
                return AnswerStatus.ARCHIVED;
            }
            if (expired.contains(sequence)) {
                return AnswerStatus.EXPIRED;
            }
            if (holds(sequence)) {
                sentInVain++;
            }
            put(bucketOf(sequence), sequence);
            return AnswerStatus.HELD;
        }

        private void send(Server from, Server to, Runnable delivery) {
            HealingCluster.this.send(from, to, delivery);
        }

        @Override
        public void suspect(FrameKey key) {
            throw new AssertionError("nothing is damaged here");
        }
    }

    private static final long ORIGIN = 7;

    final SplittableRandom random;
    final List<Server> servers = new ArrayList<>();
    final HealerLimits limits;
    final int copies;
    private final int size;
    private final List<Message> network = new ArrayList<>();
    private final Map<Long, Long> lastArrival = new HashMap<>();
    long now = 1_000 * SECOND;
    long questions;
    long lists;
    long sentFrames;
    long sentInVain;

    HealingCluster(long seed, int size, int copies, HealerLimits limits) {
        this.random = new SplittableRandom(seed);
        this.size = size;
        this.copies = copies;
        this.limits = limits;
        for (int i = 0; i < size; i++) {
            servers.add(new Server(i));
        }
    }

    static int crc(long sequence) {
        return (int) (sequence * 31);
    }

    /** Ten frames a bucket; buckets far enough apart that the tree of digests has several nodes at several levels. */
    static long bucketOf(long sequence) {
        return 1_000_000 + sequence / 10 * 17;
    }

    private void send(Server from, Server to, Runnable delivery) {
        long pair = from.number * 64L + to.number;
        long at = Math.max(lastArrival.getOrDefault(pair, 0L), now + random.nextLong(30_000_000L));
        lastArrival.put(pair, at);
        network.add(new Message(from.number, from.life, to.number, to.life, at, delivery));
    }

    /** Time goes on. */
    void run(long nanos) {
        long end = now + nanos;
        while (now < end) {
            now += STEP_NANOS;
            deliver();
            for (Server server : servers) {
                if (server.up) {
                    server.tick();
                }
            }
        }
    }

    private void deliver() {
        while (true) {
            Message next = null;
            for (Message message : network) {
                if (message.at <= now && (next == null || message.at < next.at)) {
                    next = message;
                }
            }
            if (next == null) {
                return;
            }
            network.remove(next);
            boolean connected =
                    servers.get(next.from).life == next.fromLife && servers.get(next.to).life == next.toLife;
            if (connected) {
                next.delivery.run();
            }
        }
    }

    int holders(long sequence) {
        int count = 0;
        for (Server server : servers) {
            if (server.up && server.holds(sequence)) {
                count++;
            }
        }
        return count;
    }
}
