package evtools.simulation;

import evtools.format.frame.FrameLimits;
import evtools.transport.Connection;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection. What is queued here is written piece by piece to a {@link Wire}, which brings it to the other
 * end. Heartbeats are not sent one by one: an end asks since when it can't have heard any.
 */
final class SimulatedConnection implements Connection {
    /** Sizes of queues are scaled down as the frames of a simulation are. */
    private static final int SCALE = 1024;

    /** Told what comes that is no message. */
    interface HelloHandler {
        void hello(Hello hello);
    }

    private final Simulation world;
    private final SimulatedHost owner;
    private final SimulatedHost peer;
    private final long maxQueuedBytes;
    private final int number;
    private final Wire out;
    private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();
    private @Nullable SimulatedConnection other;
    private @Nullable MessageHandler handler;
    private @Nullable HelloHandler helloHandler;
    private Consumer<String> whenEnded = why -> {};
    private long queuedBytes;
    private long heardAt;
    private boolean writing;
    private boolean draining;
    private boolean closed;

    private SimulatedConnection(Simulation world, SimulatedHost owner, SimulatedHost peer, long maxQueuedBytes) {
        this.world = world;
        this.owner = owner;
        this.peer = peer;
        this.maxQueuedBytes = Math.max(SCALE, maxQueuedBytes / SCALE);
        this.heardAt = world.time.now();
        this.out = new Wire(world, this);
        this.number = world.network.register(this);
    }

    /** Makes both ends; returns the client's. */
    static SimulatedConnection connect(
            Simulation world, SimulatedHost client, long clientQueue, SimulatedHost server, long serverQueue) {
        SimulatedConnection here = new SimulatedConnection(world, client, server, clientQueue);
        SimulatedConnection there = new SimulatedConnection(world, server, client, serverQueue);
        here.other = there;
        there.other = here;
        return here;
    }

    SimulatedConnection other() {
        SimulatedConnection end = other;
        if (end == null) {
            throw new IllegalStateException("half a connection");
        }
        return end;
    }

    SimulatedHost owner() {
        return owner;
    }

    SimulatedHost peer() {
        return peer;
    }

    int number() {
        return number;
    }

    void onHello(HelloHandler newHandler) {
        helloHandler = newHandler;
    }

    /** Messages go there from now on. */
    void serve(MessageHandler newHandler) {
        handler = newHandler;
    }

    void whenEnded(Consumer<String> action) {
        whenEnded = action;
    }

    void sendHello(Hello hello) {
        out.carryHello(hello);
    }

    @Override
    public String remote() {
        return peer.name;
    }

    @Override
    public boolean offer(OutgoingMessage message) {
        if (closed || draining || (queuedBytes > 0 && queuedBytes + message.length() > maxQueuedBytes)) {
            return false;
        }
        add(message);
        return true;
    }

    @Override
    public void send(int type, ByteBuffer body) {
        if (!closed && !draining) {
            add(OutgoingMessage.of(type, body));
        }
    }

    @Override
    public void put(OutgoingMessage message) throws IOException {
        // Nobody can wait in a simulation: the queue grows instead.
        if (closed || draining) {
            message.done();
            throw new IOException("closed");
        }
        add(message);
    }

    private void add(OutgoingMessage message) {
        queue.addLast(message);
        queuedBytes += message.length();
        write(owner.random.nextLong(200 * VirtualTime.MICROSECOND));
    }

    /** Writes what the wire takes, soon. */
    private void write(long nanos) {
        if (!writing && !closed) {
            writing = true;
            owner.after(nanos, this::writeNow);
        }
    }

    private void writeNow() {
        writing = false;
        while (!closed && !queue.isEmpty() && out.hasRoom()) {
            OutgoingMessage message = queue.removeFirst();
            queuedBytes -= message.length();
            try {
                out.carry(message);
            } catch (IOException e) {
                close(String.valueOf(e.getMessage()));
            } finally {
                message.done();
            }
        }
        if (draining && queue.isEmpty()) {
            close("closed");
        }
    }

    /** The wire has room again. */
    void roomAgain() {
        if (!queue.isEmpty()) {
            write(0);
        }
    }

    /** A message has come. */
    void receive(int type, int flags, byte[] body) {
        heardAt = world.time.now();
        MessageHandler current = handler;
        if (closed || current == null) {
            return;
        }
        try {
            if (type == MessageType.FRAME) {
                ByteBuffer frame = current.roomForFrame(flags, body.length);
                if (frame == null) {
                    current.skipped(flags, ByteBuffer.wrap(body, 0, FrameLimits.HEADER_BYTES), body.length);
                } else {
                    frame.clear().limit(body.length);
                    current.frame(flags, frame.put(body).flip());
                }
            } else {
                current.message(type, flags, ByteBuffer.wrap(body));
            }
        } catch (IOException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    void receiveHello(Hello hello) {
        heardAt = world.time.now();
        HelloHandler current = helloHandler;
        if (!closed && current != null) {
            current.hello(hello);
        }
    }

    /** The first part of a frame has come, and no more will. */
    void receiveHalf(int flags, byte[] body) {
        MessageHandler current = handler;
        if (!closed && current != null) {
            try {
                ByteBuffer frame = current.roomForFrame(flags, body.length);
                if (frame != null) {
                    frame.clear().put(body, 0, owner.random.nextInt(body.length));
                }
            } catch (IOException e) {
                close(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public void awaitRoom(int millis) {
        // Nobody can wait in a simulation.
    }

    @Override
    public boolean closeIfSilent(long nowNanos, long limitNanos) {
        long since = other().out.silentSince();
        if (!closed && since >= 0 && world.time.now() - Math.max(since, heardAt) > limitNanos) {
            close("silent for " + limitNanos / VirtualTime.MILLISECOND + " ms");
            return true;
        }
        return false;
    }

    /** Since when this end says nothing; -1: it says at least that it is there. */
    long silentSince() {
        return owner.silentSince();
    }

    @Override
    public void drainAndClose() {
        draining = true;
        write(0);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        close("closed");
    }

    @Override
    public void close(String why) {
        if (closed) {
            return;
        }
        world.trace.note(owner.name, "closes connection", number);
        closed = true;
        world.network.unregister(this);
        List<OutgoingMessage> left = new ArrayList<>(queue);
        queue.clear();
        queuedBytes = 0;
        out.end(owner.random.nextBoolean());
        left.forEach(OutgoingMessage::done);
        owner.after(owner.random.nextLong(VirtualTime.MILLISECOND), () -> whenEnded.accept(why));
    }

    /** The process at this end is gone, and with it what was queued. */
    void ownerEnded(boolean otherIsTold) {
        closed = true;
        world.network.unregister(this);
        queue.clear();
        if (otherIsTold) {
            out.end(owner.random.nextBoolean());
        }
    }

    /** The other end has closed, or its machine says that nobody is there. */
    void ended() {
        close("connection closed by the other side");
    }

    /** Lost in both directions; each end may be told soon, or has to find out. */
    void breakOff() {
        for (SimulatedConnection end : List.of(this, other())) {
            end.out.breakOff();
            if (owner.random.nextInt(4) > 0) {
                end.owner.after(owner.random.nextLong(VirtualTime.SECOND), () -> end.close("connection reset"));
            }
        }
    }

    void wayIsFree() {
        out.wayIsFree();
    }

    Wire out() {
        return out;
    }

    /** By number, so that sets of connections have an order that a seed decides. */
    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return this == object;
    }
}
