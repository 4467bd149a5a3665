package evtools.simulation;

import evtools.transport.ServerAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which servers belong to the cluster now: the list that every sender and server has, and is told of changes of, as by
 * a file that is read again. A server that is not listed runs on and keeps what it has.
 */
final class Members {
    /** A process that wants to know. */
    interface Listener {
        void joined(ServerAddress server);

        void left(ServerAddress server);

        /** Whoever asks for the list anew each time. */
        Listener NONE = new Listener() {
            @Override
            public void joined(ServerAddress server) {}

            @Override
            public void left(ServerAddress server) {}
        };
    }

    private final Simulation world;
    private final List<SimulatedServer> listed = new ArrayList<>();

    Members(Simulation world) {
        this.world = world;
    }

    /** The addresses that a process that starts now is given. */
    List<ServerAddress> addresses() {
        return listed.stream().map(SimulatedServer::address).toList();
    }

    int count() {
        return listed.size();
    }

    boolean isListed(SimulatedServer server) {
        return listed.contains(server);
    }

    void join(SimulatedServer server) {
        if (!listed.contains(server)) {
            world.trace.note(server.name, "joins");
            listed.add(server);
            for (SimulatedHost host : world.hosts) {
                host.listener().joined(server.address());
            }
        }
    }

    void leave(SimulatedServer server) {
        if (listed.remove(server)) {
            world.trace.note(server.name, "leaves");
            for (SimulatedHost host : world.hosts) {
                host.listener().left(server.address());
            }
        }
    }
}
