package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.replication.AnswerStatus;
import evtools.replication.FrameSender;
import evtools.replication.HolderSet;
import evtools.replication.SenderLimits;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.HeldMessage;
import evtools.transport.Hello;
import evtools.transport.MessageType;
import evtools.transport.Network;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the sending of frames its connections and its spool, and serialises what happens to it. Has no threads of its
 * own: the network's and the caller's move it. Thread-safe.
 */
public final class Shipper {
    private static final long SILENCE_NANOS = 500_000_000L;

    private final Spool spool;
    private final DeliveryListener listener;
    private final Diagnostics diagnostics;
    private final LongSupplier nanoClock;
    private final FrameSender sender;
    private final Network network;
    private final Hello hello;
    private final List<ServerLink> links = new CopyOnWriteArrayList<>();
    /** Those of {@link #links} by their number in the sender. */
    private final @Nullable ServerLink[] linkByNumber = new ServerLink[FrameSender.MAX_SERVERS];

    private boolean started;
    private final Semaphore forgotten = new Semaphore(0);
    private long acknowledged;
    private long confirmed;
    private long dropped;

    /**
     * A shipper that is not started yet.
     *
     * @param spool what is sent; stays the caller's
     * @param servers where to
     * @param hello what is said to them
     * @param nanoClock monotonic time
     */
    public Shipper(
            Spool spool,
            List<ServerAddress> servers,
            Hello hello,
            Network network,
            LongSupplier nanoClock,
            RandomGenerator random,
            DeliveryListener listener,
            Diagnostics diagnostics) {
        this.spool = spool;
        this.listener = listener;
        this.diagnostics = diagnostics;
        this.nanoClock = nanoClock;
        this.network = network;
        this.hello = hello;
        this.sender = new FrameSender(0, random, SenderLimits.DEFAULT, new Output(), nanoClock.getAsLong());
        for (ServerAddress server : servers) {
            addServer(server, server.at().toString());
        }
    }

    /**
     * Sends to this server too from now on.
     *
     * @param name for messages
     * @return false if there are {@link FrameSender#MAX_SERVERS} already
     */
    public synchronized boolean addServer(ServerAddress address, String name) {
        int number = sender.addServer(address.zone());
        if (number < 0) {
            return false;
        }
        ServerLink link = new ServerLink(this, number, address, name, hello, network, diagnostics);
        linkByNumber[number] = link;
        links.add(link);
        if (started) {
            link.start();
        }
        return true;
    }

    /** Uses this server no more: what is in flight there goes elsewhere; what it has on disk for good still counts. */
    public void removeServer(ServerAddress address) {
        ServerLink link = linkTo(address);
        if (link != null) {
            synchronized (this) {
                links.remove(link);
                linkByNumber[link.number()] = null;
                sender.removeServer(link.number(), nanoClock.getAsLong());
            }
            link.close();
        }
    }

    private @Nullable ServerLink linkTo(ServerAddress address) {
        for (ServerLink link : links) {
            if (link.address().equals(address)) {
                return link;
            }
        }
        return null;
    }

    /** Takes over what an earlier run left in the spool, and begins to connect. */
    public synchronized void start() {
        for (SpoolFrame frame : spool.frames()) {
            sender.onOldFrame(frame.sequence(), frame.copies(), frame.acks(), frame.length(), nanoClock.getAsLong());
        }
        started = true;
        for (ServerLink link : links) {
            link.start();
        }
    }

    /** A new frame is in the spool. */
    public synchronized void frame(SpoolFrame frame) {
        listener.spooled(frame);
        sender.onFrame(frame.sequence(), frame.copies(), frame.acks(), frame.length(), nanoClock.getAsLong());
    }

    /** Gives up the oldest frame, because the spool is full; false if there is none. */
    public synchronized boolean dropOldest() throws IOException {
        SpoolFrame oldest = spool.oldest();
        if (oldest == null) {
            return false;
        }
        sender.onDropped(oldest.sequence(), nanoClock.getAsLong());
        listener.dropped(oldest.sequence());
        spool.forget(oldest.sequence());
        dropped++;
        return true;
    }

    /** A frame is not even spooled, because the spool is full. */
    public synchronized void droppedNewest() {
        listener.droppedUnspooled();
        dropped++;
    }

    /** Waits until frames are forgotten, or that long. */
    public void awaitForgotten(int millis) {
        try {
            if (forgotten.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                forgotten.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Time passes. */
    public void tick() {
        long now = nanoClock.getAsLong();
        for (ServerLink link : links) {
            link.closeIfSilent(now, SILENCE_NANOS);
        }
        synchronized (this) {
            sender.onTick(now);
        }
    }

    /** No more frames will come. */
    public synchronized void finish() {
        sender.onFinish(nanoClock.getAsLong());
    }

    /** Ends the connections. */
    public void stop() {
        for (ServerLink link : links) {
            link.close();
        }
    }

    synchronized void serverUp(ServerLink link, long holder) {
        if (isPresent(link)) {
            sender.onServerUp(link.number(), holder, nanoClock.getAsLong());
        }
    }

    synchronized void serverDown(ServerLink link) {
        if (isPresent(link)) {
            sender.onServerDown(link.number(), nanoClock.getAsLong());
        }
    }

    synchronized void answered(ServerLink link, long sequence, AnswerStatus status, HolderSet holders) {
        if (!isPresent(link)) {
            return;
        }
        if (status == AnswerStatus.CONFLICT) {
            diagnostics.error(link.name() + ": holds another frame with the id of frame " + sequence
                    + " of this spool; both are kept there");
        }
        sender.onAnswer(link.number(), sequence, status, holders, nanoClock.getAsLong());
    }

    synchronized void held(ServerLink link, ByteBuffer body) throws IOException {
        if (isPresent(link)) {
            HeldMessage.decode(
                    body,
                    spool.origin(),
                    (sequence, held) -> sender.onHeld(link.number(), sequence, held, nanoClock.getAsLong()));
        }
    }

    /** Not removed: its number may be another's by now. */
    private boolean isPresent(ServerLink link) {
        return linkByNumber[link.number()] == link;
    }

    /** Frames that too few servers are known to have. */
    public synchronized int unacknowledgedCount() {
        return sender.unacknowledgedCount();
    }

    /** Frames that too few servers have confirmed as being on disk. */
    public synchronized int frameCount() {
        return sender.frameCount();
    }

    public synchronized int upCount() {
        return sender.upCount();
    }

    public synchronized long acknowledgedCount() {
        return acknowledged;
    }

    public synchronized long confirmedCount() {
        return confirmed;
    }

    public synchronized long droppedCount() {
        return dropped;
    }

    public synchronized long resentCount() {
        return sender.resentCount();
    }

    /** The reason, if no server will ever take anything from here; else null. */
    public @Nullable String refusedByAll() {
        String why = null;
        for (ServerLink link : links) {
            why = link.refusal();
            if (why == null) {
                return null;
            }
        }
        return why;
    }

    public int serverCount() {
        return links.size();
    }

    /**
     * How it goes with one server.
     *
     * @param name for a person
     * @param up there is a connection
     * @param inFlightFrames sent and not answered
     * @param windowFrames how many of those there may be
     */
    record ServerState(String name, boolean up, int inFlightFrames, int windowFrames) {}

    /** How it goes with each server. */
    synchronized List<ServerState> servers() {
        List<ServerState> states = new ArrayList<>(links.size());
        for (ServerLink link : links) {
            int number = link.number();
            states.add(new ServerState(
                    link.name(), sender.isUp(number), sender.inFlightFrames(number), sender.windowFrames(number)));
        }
        return states;
    }

    private final class Output implements FrameSender.Output {
        @Override
        public void send(int server, long sequence, boolean storeOnly) {
            SpoolFrame frame = spool.pin(sequence);
            if (frame == null) {
                return;
            }
            int flags = storeOnly ? MessageType.FLAG_STORE_ONLY : 0;
            ServerLink link = linkByNumber[server];
            if (link == null || !link.offer(new SpoolFrameMessage(spool, frame, flags))) {
                // The connection is ending; the machine will be told and send the frame elsewhere.
                spool.unpin(frame);
                return;
            }
            listener.sent(frame);
        }

        @Override
        public void askHeld(int server, long[] sequences) {
            ServerLink link = linkByNumber[server];
            if (link != null) {
                link.send(MessageType.ASK_HELD, HeldMessage.question(spool.origin(), sequences));
            }
        }

        @Override
        public void acknowledged(long sequence) {
            acknowledged++;
            listener.acknowledged(sequence);
        }

        @Override
        public void forget(long sequence) {
            confirmed++;
            listener.confirmed(sequence);
            try {
                spool.forget(sequence);
            } catch (IOException e) {
                diagnostics.warningIn(spool.directory().toString(), FailureText.of(e));
            }
            forgotten.release();
        }

        @Override
        public void refused(int server, long sequence) {
            ServerLink link = linkByNumber[server];
            diagnostics.error((link == null ? "a server" : link.name()) + ": refuses frame " + sequence
                    + " of the spool; it stays there and is tried elsewhere");
        }
    }
}
