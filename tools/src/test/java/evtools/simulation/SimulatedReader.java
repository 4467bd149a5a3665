package evtools.simulation;

import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.RangeMessage;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A machine that asks every server for everything it has, as evfetch does. */
final class SimulatedReader extends SimulatedHost {
    private static final long MAX_QUEUED_BYTES = 1 << 20;
    private static final long PATIENCE_NANOS = 60 * VirtualTime.SECOND;

    private final Set<TrackedFrame> found = new LinkedHashSet<>();
    private final List<SimulatedServer> unanswered = new ArrayList<>();

    SimulatedReader(Simulation world, int number, SplittableRandom random) {
        super(world, "reader", number, random);
    }

    @Override
    boolean startProcess() {
        return true;
    }

    @Override
    void forgetProcess() {
        unanswered.clear();
    }

    @Override
    Members.Listener listener() {
        throw new Violation("a reader asks all servers there are");
    }

    @Override
    @Nullable
    String lastWords() {
        return null;
    }

    /** All whole frames that servers give out. */
    Set<TrackedFrame> fetchAll() {
        unanswered.addAll(world.servers);
        world.servers.forEach(this::ask);
        long until = world.time.now() + PATIENCE_NANOS;
        while (!unanswered.isEmpty() && world.time.now() < until) {
            world.time.runUntil(world.time.now() + VirtualTime.SECOND);
        }
        if (!unanswered.isEmpty()) {
            throw new Violation(unanswered.getFirst().name + " does not answer a reader");
        }
        return found;
    }

    private void ask(SimulatedServer server) {
        SimulatedConnection connection = server.accept(this, MAX_QUEUED_BYTES);
        connection.onHello(welcome -> {
            connection.serve(new Answers(server));
            connection.send(MessageType.FETCH, new RangeMessage(0, -1).encode());
        });
        connection.whenEnded(why -> {
            if (unanswered.contains(server)) {
                // It was about to restart, perhaps.
                after(VirtualTime.SECOND, () -> ask(server));
            }
        });
        connection.sendHello(Hello.of(Role.READER, 0, 0, 0, ""));
    }

    private final class Answers implements MessageHandler {
        private final SimulatedServer server;
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        Answers(SimulatedServer server) {
            this.server = server;
        }

        @Override
        public ByteBuffer roomForFrame(int flags, int length) {
            buffer = ByteBuffer.allocate(length);
            return buffer;
        }

        @Override
        public void frame(int flags, ByteBuffer frame) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            TrackedFrame tracked = world.ledger.identify(bytes);
            // A frame that has rotted is seen by its checksum and left out, as evfetch does.
            if (tracked != null) {
                found.add(tracked);
            }
        }

        @Override
        public void message(int type, int flags, ByteBuffer body) throws IOException {
            if (type == MessageType.END) {
                unanswered.remove(server);
            }
        }
    }
}
