package evtools.simulation;

import evtools.transport.Network;
import evtools.transport.ServerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The network between hosts. Each connection is in order and loses nothing while it lasts, as TCP; different ones
 * overtake each other. What is sent where nothing gets through waits, as TCP sends it again, and arrives when the way
 * is free, if the connection has not been given up before.
 */
final class SimulatedNetwork {
    static final int PORT = 7600;

    private static final int MAX_HOSTS = 16;

    private final Simulation world;
    private final SplittableRandom random;
    private final Map<String, SimulatedServer> servers = new HashMap<>();
    private final List<SimulatedConnection> connections = new ArrayList<>();
    /** Since when nothing gets through from one host to another; -1: it does. */
    private final long[][] blockedSince = new long[MAX_HOSTS][MAX_HOSTS];

    private final long[][] delay = new long[MAX_HOSTS][MAX_HOSTS];
    private int nextConnection;

    SimulatedNetwork(Simulation world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        for (int from = 0; from < MAX_HOSTS; from++) {
            for (int to = 0; to < MAX_HOSTS; to++) {
                blockedSince[from][to] = -1;
                delay[from][to] = usualDelay();
            }
        }
    }

    private long usualDelay() {
        return 50 * VirtualTime.MICROSECOND + random.nextLong(2 * VirtualTime.MILLISECOND);
    }

    void add(SimulatedServer server) {
        servers.put(server.name, server);
    }

    @Nullable
    SimulatedServer at(ServerAddress address) {
        return servers.get(address.at().host());
    }

    /** The network as the process on a host sees it. */
    Network of(SimulatedHost host) {
        return (address, hello, maxQueuedBytes, listener) ->
                new SimulatedDialer(world, host, address, hello, maxQueuedBytes, listener);
    }

    /** How long a message takes now. */
    long delay(SimulatedHost from, SimulatedHost to) {
        long usual = delay[from.number][to.number];
        return usual + random.nextLong(usual);
    }

    boolean isBlocked(SimulatedHost from, SimulatedHost to) {
        return blockedSince[from.number][to.number] >= 0;
    }

    long blockedSince(SimulatedHost from, SimulatedHost to) {
        return blockedSince[from.number][to.number];
    }

    /** From now on nothing gets through in this direction, and nobody is told. */
    void block(SimulatedHost from, SimulatedHost to) {
        world.trace.note(from.name, "is not heard by", to.number);
        if (!isBlocked(from, to)) {
            blockedSince[from.number][to.number] = world.time.now();
        }
    }

    void unblock(SimulatedHost from, SimulatedHost to) {
        if (isBlocked(from, to)) {
            world.trace.note(from.name, "is heard again by", to.number);
            blockedSince[from.number][to.number] = -1;
            for (SimulatedConnection connection : List.copyOf(connections)) {
                connection.wayIsFree();
                // That end may be closed, with its last words still under way.
                connection.other().wayIsFree();
            }
        }
    }

    void slow(SimulatedHost from, SimulatedHost to, long nanos) {
        world.trace.note(from.name, "is heard late by", to.number);
        delay[from.number][to.number] = nanos;
    }

    void usualSpeed(SimulatedHost from, SimulatedHost to) {
        delay[from.number][to.number] = usualDelay();
    }

    int register(SimulatedConnection connection) {
        connections.add(connection);
        return nextConnection++;
    }

    void unregister(SimulatedConnection connection) {
        connections.remove(connection);
    }

    /** Open ends of connections, both ends of each. */
    List<SimulatedConnection> connections() {
        return connections;
    }

    /** Breaks a connection: what is under way on it is lost in both directions, half a message perhaps arrives. */
    void cut(SimulatedConnection connection) {
        world.trace.note(connection.owner().name, "connection cut", connection.number());
        connection.breakOff();
    }

    void hostEnded(SimulatedHost host, boolean othersAreTold) {
        for (SimulatedConnection connection : List.copyOf(connections)) {
            if (connection.owner().equals(host)) {
                connection.ownerEnded(othersAreTold);
            }
        }
    }
}
