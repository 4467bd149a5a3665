package evtools.simulation;

import evtools.transport.Hello;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: in order, with a delay, and with room for so much under way. */
final class Wire {
    private static final int ROOM_BYTES = 64 << 10;
    private static final int HEAD_BYTES = 8;
    private static final long NANOS_PER_BYTE = 10;

    /** What is under way: a hello, the end, or a message. */
    private static final class Piece {
        final @Nullable Hello hello;
        final boolean end;
        final int type;
        final int flags;
        final byte[] body;
        final long arrivesAt;

        Piece(@Nullable Hello hello, boolean end, int type, int flags, byte[] body, long arrivesAt) {
            this.hello = hello;
            this.end = end;
            this.type = type;
            this.flags = flags;
            this.body = body;
            this.arrivesAt = arrivesAt;
        }
    }

    private final Simulation world;
    private final SimulatedConnection from;
    private final ArrayDeque<Piece> underWay = new ArrayDeque<>();
    private int bytesUnderWay;
    private long lastArrival;
    private boolean due;
    private boolean broken;
    private long brokenSince;

    Wire(Simulation world, SimulatedConnection from) {
        this.world = world;
        this.from = from;
    }

    boolean hasRoom() {
        return bytesUnderWay < ROOM_BYTES;
    }

    void carryHello(Hello hello) {
        add(hello, false, 0, 0, new byte[0]);
    }

    /** Takes all of a message. */
    void carry(OutgoingMessage message) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(message.length());
        message.writeBody(Channels.newChannel(body));
        if (body.size() != message.length()) {
            throw new Violation("message of type " + message.type() + " wrote " + body.size() + " bytes instead of "
                    + message.length());
        }
        add(null, false, message.type(), message.flags(), body.toByteArray());
    }

    /** Nothing more will come; what is under way still arrives, or is lost with the end. */
    void end(boolean withLoss) {
        if (withLoss) {
            underWay.clear();
            bytesUnderWay = 0;
        }
        add(null, true, 0, 0, new byte[0]);
    }

    private void add(@Nullable Hello hello, boolean end, int type, int flags, byte[] body) {
        if (broken) {
            return;
        }
        long transmission = NANOS_PER_BYTE * (HEAD_BYTES + body.length);
        lastArrival = Math.max(lastArrival, world.time.now() + world.network.delay(from.owner(), from.peer()));
        lastArrival += transmission;
        underWay.addLast(new Piece(hello, end, type, flags, body, lastArrival));
        bytesUnderWay += body.length;
        schedule();
    }

    private void schedule() {
        if (!due && !underWay.isEmpty()) {
            due = true;
            world.time.at(underWay.element().arrivesAt, this::arrive);
        }
    }

    private void arrive() {
        due = false;
        Piece piece = underWay.peek();
        if (piece == null || broken || world.network.isBlocked(from.owner(), from.peer())) {
            return;
        }
        if (piece.arrivesAt > world.time.now()) {
            schedule();
            return;
        }
        SimulatedHost receiver = from.peer();
        if (!receiver.isPowered()) {
            return;
        }
        underWay.remove();
        bytesUnderWay -= piece.body.length;
        SimulatedConnection target = from.other();
        if (target.isClosed()) {
            refuse();
        } else {
            receiver.after(0, () -> deliver(target, piece));
        }
        from.roomAgain();
        schedule();
    }

    private void deliver(SimulatedConnection target, Piece piece) {
        if (piece.end) {
            target.ended();
        } else if (piece.hello != null) {
            target.receiveHello(piece.hello);
        } else {
            world.trace.note(target.owner().name, "receives message", target.number(), piece.type);
            target.receive(piece.type, piece.flags, piece.body);
        }
    }

    /** Nobody is at that end any more, and its machine says so. */
    private void refuse() {
        if (!from.isClosed() && !world.network.isBlocked(from.peer(), from.owner())) {
            from.owner().after(world.network.delay(from.peer(), from.owner()), from::ended);
        }
    }

    /** All that is under way is lost; of a frame perhaps a part arrives. */
    void breakOff() {
        Piece head = underWay.peek();
        if (head != null && head.type == MessageType.FRAME && from.peer().isRunning()) {
            SimulatedConnection target = from.other();
            from.peer().after(0, () -> target.receiveHalf(head.flags, head.body));
        }
        underWay.clear();
        bytesUnderWay = 0;
        broken = true;
        brokenSince = world.time.now();
    }

    void wayIsFree() {
        if (!underWay.isEmpty() && !due) {
            due = true;
            long again = world.time.now() + from.owner().random.nextLong(200 * VirtualTime.MILLISECOND);
            world.time.at(again, this::arrive);
        }
    }

    /** Since when nothing can come out of it, not even a sign of life; -1: it can. */
    long silentSince() {
        long since = Long.MAX_VALUE;
        long blocked = world.network.blockedSince(from.owner(), from.peer());
        long host = from.silentSince();
        since = blocked >= 0 ? Math.min(since, blocked) : since;
        since = host >= 0 ? Math.min(since, host) : since;
        since = broken ? Math.min(since, brokenSince) : since;
        return since == Long.MAX_VALUE ? -1 : since;
    }
}
