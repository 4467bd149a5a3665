package evtools.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One sender and some servers in one thread, with the real state machines and everything around them made up: a network
 * that reorders, repeats and loses messages and cuts connections, and servers that crash and forget what they had not
 * fsynced. Everything follows from the seed.
 */
final class SimulatedCluster {
    static final long STEP_NANOS = 20_000_000L;
    private static final long ORIGIN = 77;

    /** A message under way; delivered by running it. */
    record Message(int from, int to, Runnable delivery) {}

    final class Server implements FramePlacer.Output {
        final int number;
        final long holder;
        /** What it holds, and whether fsynced. */
        final Map<Long, Boolean> store = new HashMap<>();

        FramePlacer placer;
        boolean up = true;
        boolean full;
        int life;

        Server(int number) {
            this.number = number;
            this.holder = 1000L + number;
            this.placer = newPlacer();
        }

        private FramePlacer newPlacer() {
            FramePlacer made = new FramePlacer(
                    holder,
                    servers.length,
                    new SplittableRandom(random.nextLong()),
                    new FramePlacer.Limits(8, 5_000_000_000L, 1_000_000_000L),
                    this);
            for (int i = 0; i < listed.length; i++) {
                if (!listed[i] && i != number) {
                    made.removePeer(i, now);
                }
            }
            return made;
        }

        AnswerStatus take(long sequence) {
            if (full) {
                return AnswerStatus.FULL;
            }
            if (store.putIfAbsent(sequence, false) == null) {
                everHeld.computeIfAbsent(sequence, any -> new HashSet<>()).add(holder);
            }
            return AnswerStatus.HELD;
        }

        void sync() {
            store.replaceAll((sequence, durable) -> true);
        }

        @Override
        public FramePlacer.Forwarded forward(int peer, FrameKey key) {
            if (!up || random.nextInt(20) == 0) {
                return FramePlacer.Forwarded.BUSY;
            }
            Server other = servers[peer];
            send(number, peer, () -> {
                AnswerStatus status = other.take(key.sequence());
                HolderSet holders = new HolderSet();
                if (status.holds()) {
                    holders.add(other.holder, other.store.get(key.sequence()));
                }
                send(peer, number, () -> placer.onPeerAnswer(peer, key, status, holders, now));
            });
            return FramePlacer.Forwarded.SENT;
        }

        @Override
        public void answer(long client, FrameKey key, AnswerStatus status, HolderSet holders) {
            HolderSet copy = new HolderSet();
            copy.addAll(holders);
            send(number, SENDER, () -> sender.onAnswer(number, key.sequence(), status, copy, now));
        }

        void crash() {
            up = false;
            life++;
            // What was not fsynced may be lost, frame by frame.
            store.entrySet().removeIf(frame -> !frame.getValue() && random.nextBoolean());
            network.removeIf(message -> message.from == number || message.to == number);
            disconnect(SENDER, number);
            for (Server other : servers) {
                if (other != this && other.up) {
                    other.placer.onPeerDown(number, now);
                }
            }
        }

        void restart() {
            up = true;
            placer = newPlacer();
            for (Server other : servers) {
                if (other != this && other.up) {
                    if (listed[number]) {
                        other.placer.onPeerUp(number, holder, now);
                    }
                    if (listed[other.number]) {
                        placer.onPeerUp(other.number, other.holder, now);
                    }
                }
            }
            reconnect(number);
        }
    }

    static final int SENDER = -1;

    final SplittableRandom random;
    final Server[] servers;
    final FrameSender sender;
    final List<Message> network = new ArrayList<>();
    final boolean[] connected;
    /** Whether it is in everybody's list of servers. */
    final boolean[] listed;

    final Map<Long, Set<Long>> everHeld = new HashMap<>();
    final Set<Long> acknowledged = new LinkedHashSet<>();
    final Set<Long> forgotten = new LinkedHashSet<>();
    final Map<Long, int[]> wanted = new HashMap<>();
    long now = 1;
    int lossPercent;
    int repeatPercent;

    SimulatedCluster(long seed, int serverCount) {
        random = new SplittableRandom(seed);
        servers = new Server[serverCount];
        connected = new boolean[serverCount];
        listed = new boolean[serverCount];
        Arrays.fill(listed, true);
        for (int i = 0; i < serverCount; i++) {
            servers[i] = new Server(i);
        }
        sender = new FrameSender(
                serverCount, new SplittableRandom(random.nextLong()), SenderLimits.DEFAULT, new SenderOutput(), now);
    }

    void start() {
        for (Server server : servers) {
            for (Server other : servers) {
                if (other != server) {
                    server.placer.onPeerUp(other.number, other.holder, now);
                }
            }
            sender.onServerUp(server.number, server.holder, now);
            connected[server.number] = true;
        }
    }

    void newFrame(long sequence, int copies, int acks) {
        wanted.put(sequence, new int[] {copies, acks});
        sender.onFrame(sequence, copies, acks, 1000, now);
    }

    private void send(int from, int to, Runnable delivery) {
        boolean reachable = (from == SENDER || servers[from].up) && (to == SENDER || servers[to].up);
        if (reachable && random.nextInt(100) >= lossPercent) {
            network.add(new Message(from, to, delivery));
            if (random.nextInt(100) < repeatPercent) {
                network.add(new Message(from, to, delivery));
            }
        }
    }

    /** The sender's connection breaks: what is under way on it is lost. */
    void disconnect(int from, int server) {
        network.removeIf(message ->
                (message.from == from && message.to == server) || (message.from == server && message.to == from));
        if (connected[server]) {
            connected[server] = false;
            sender.onServerDown(server, now);
        }
    }

    void reconnect(int server) {
        if (servers[server].up && listed[server] && !connected[server]) {
            connected[server] = true;
            sender.onServerUp(server, servers[server].holder, now);
        }
    }

    /** A server is taken off all lists; it goes on with what it has. */
    void unlist(int server) {
        if (!listed[server]) {
            return;
        }
        listed[server] = false;
        connected[server] = false;
        network.removeIf(message -> message.from == server || message.to == server);
        sender.removeServer(server, now);
        for (Server other : servers) {
            if (other.number != server) {
                other.placer.removePeer(server, now);
            }
        }
    }

    /** The first of those that were taken off is on all lists again. */
    void listAgain() {
        int server = 0;
        while (server < listed.length && listed[server]) {
            server++;
        }
        if (server == listed.length) {
            return;
        }
        listed[server] = true;
        same(server, sender.addServer(""));
        for (Server other : servers) {
            if (other.number != server) {
                same(server, other.placer.addPeer(""));
                if (servers[server].up && other.up) {
                    other.placer.onPeerUp(server, servers[server].holder, now);
                }
            }
        }
        reconnect(server);
    }

    private static void same(int expected, int index) {
        if (index != expected) {
            throw new AssertionError("index " + index + " instead of the free " + expected);
        }
    }

    /** Delivers a random message, if there is one. */
    void deliverOne() {
        if (!network.isEmpty()) {
            int last = network.size() - 1;
            int chosen = random.nextInt(network.size());
            Message message = network.get(chosen);
            network.set(chosen, network.get(last));
            network.remove(last);
            message.delivery.run();
        }
    }

    void tick() {
        now += STEP_NANOS;
        for (Server server : servers) {
            if (server.up) {
                server.placer.onTick(now);
            }
        }
        sender.onTick(now);
    }

    /** What must hold always. */
    private final class SenderOutput implements FrameSender.Output {
        @Override
        public void send(int server, long sequence, boolean storeOnly) {
            SimulatedCluster.this.send(SENDER, server, () -> {
                Server at = servers[server];
                AnswerStatus status = at.take(sequence);
                FrameKey key = new FrameKey(ORIGIN, sequence, (int) sequence);
                if (status.holds()) {
                    int copies = storeOnly ? 1 : wanted.get(sequence)[0];
                    at.placer.onFrame(1, key, status, copies, at.store.get(sequence), now);
                } else {
                    SimulatedCluster.this.send(
                            server, SENDER, () -> sender.onAnswer(server, sequence, status, new HolderSet(), now));
                }
            });
        }

        @Override
        public void askHeld(int server, long[] sequences) {
            SimulatedCluster.this.send(SENDER, server, () -> {
                Server at = servers[server];
                at.sync();
                for (long sequence : sequences) {
                    Boolean durable = at.store.get(sequence);
                    FrameSender.Held held = durable == null
                            ? FrameSender.Held.NO
                            : durable ? FrameSender.Held.DURABLY : FrameSender.Held.YES;
                    SimulatedCluster.this.send(server, SENDER, () -> sender.onHeld(server, sequence, held, now));
                }
            });
        }

        @Override
        public void acknowledged(long sequence) {
            int acks = wanted.get(sequence)[1];
            int held = everHeld.getOrDefault(sequence, Set.of()).size();
            if (held < acks) {
                throw new AssertionError("frame " + sequence + " acknowledged with " + held + " holders of " + acks);
            }
            if (!acknowledged.add(sequence)) {
                throw new AssertionError("frame " + sequence + " acknowledged twice");
            }
        }

        @Override
        public void forget(long sequence) {
            int durable = 0;
            for (Server server : servers) {
                durable += Boolean.TRUE.equals(server.store.get(sequence)) ? 1 : 0;
            }
            if (durable < wanted.get(sequence)[0]) {
                throw new AssertionError("frame " + sequence + " forgotten with " + durable + " durable copies of "
                        + wanted.get(sequence)[0]);
            }
            if (!acknowledged.contains(sequence)) {
                throw new AssertionError("frame " + sequence + " forgotten before it was acknowledged");
            }
            forgotten.add(sequence);
        }

        @Override
        public void refused(int server, long sequence) {
            throw new AssertionError("nothing here is refused");
        }
    }
}
