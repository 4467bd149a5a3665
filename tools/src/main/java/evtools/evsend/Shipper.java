package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.replication.AnswerStatus;
import evtools.replication.FrameSender;
import evtools.replication.HolderSet;
import evtools.replication.SenderLimits;
import evtools.replication.SenderRules;
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
    private static final long CHECK_NANOS = 1_000_000_000L;

    private final Spool spool;
    private final DeliveryListener listener;
    private final Diagnostics diagnostics;
    private final LongSupplier nanoClock;
    private final FrameSender sender;
    private final Network network;
    private final Hello hello;
    private final ServerLinks links = new ServerLinks();
    private final SpoolKeeping keeping;
    private final GivenUpFrames givenUp;
    private final Semaphore forgotten = new Semaphore(0);
    private long checkedAt;

    /**
     * A shipper that is not started yet.
     *
     * @param spool what is sent; stays the caller's
     * @param keeping how long frames stay in the spool
     * @param servers where to
     * @param hello what is said to them
     * @param nanoClock monotonic time
     */
    public Shipper(
            Spool spool,
            SpoolKeeping keeping,
            List<ServerAddress> servers,
            Hello hello,
            Network network,
            LongSupplier nanoClock,
            RandomGenerator random,
            DeliveryListener listener,
            Diagnostics diagnostics) {
        this(spool, keeping, SenderRules.SHIPPED, servers, hello, network, nanoClock, random, listener, diagnostics);
    }

    /** As the other, with other rules. */
    Shipper(
            Spool spool,
            SpoolKeeping keeping,
            SenderRules rules,
            List<ServerAddress> servers,
            Hello hello,
            Network network,
            LongSupplier nanoClock,
            RandomGenerator random,
            DeliveryListener listener,
            Diagnostics diagnostics) {
        this.spool = spool;
        this.keeping = keeping;
        this.listener = listener;
        this.diagnostics = diagnostics;
        this.nanoClock = nanoClock;
        this.network = network;
        this.hello = hello;
        this.sender = new FrameSender(
                0,
                random,
                SenderLimits.DEFAULT.keeping(keeping.keepBytes()),
                rules,
                new Output(),
                nanoClock.getAsLong());
        this.givenUp = new GivenUpFrames(spool, sender, listener, diagnostics);
        this.checkedAt = nanoClock.getAsLong();
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
        links.add(new ServerLink(this, number, address, name, hello, network, diagnostics));
        return true;
    }

    /** Uses this server no more: what is in flight there goes elsewhere; what it has on disk for good still counts. */
    public void removeServer(ServerAddress address) {
        ServerLink link = links.to(address);
        if (link != null) {
            synchronized (this) {
                links.remove(link);
                sender.removeServer(link.number(), nanoClock.getAsLong());
            }
            link.close();
        }
    }

    /** Takes over what an earlier run left in the spool, and begins to connect. */
    public synchronized void start() {
        for (SpoolFrame frame : spool.frames()) {
            long now = nanoClock.getAsLong();
            sender.onOldFrame(
                    frame.sequence(),
                    frame.copies(),
                    frame.acks(),
                    frame.length(),
                    keeping.bucketEndsAt(frame, now),
                    keeping.tooOldAt(frame, now),
                    now);
        }
        links.start();
    }

    /** A new frame is in the spool. */
    public synchronized void frame(SpoolFrame frame) {
        listener.spooled(frame);
        long now = nanoClock.getAsLong();
        sender.onFrame(
                frame.sequence(),
                frame.copies(),
                frame.acks(),
                frame.length(),
                keeping.bucketEndsAt(frame, now),
                keeping.tooOldAt(frame, now),
                now);
    }

    /**
     * Makes room: forgets what is only kept to be confirmed once more. True if there was any.
     */
    public synchronized boolean releaseKept() {
        boolean any = sender.keptCount() > 0;
        sender.releaseKept(0);
        return any;
    }

    /**
     * Gives up the oldest frames, because the spool is full: those of its oldest file, which goes as a whole. False if
     * there are none.
     */
    public synchronized boolean dropOldest() {
        return givenUp.dropOldest(nanoClock.getAsLong());
    }

    /** A frame is not even spooled, because the spool is full. */
    public synchronized void droppedNewest() {
        givenUp.droppedNewest();
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
        links.closeSilent(now, SILENCE_NANOS);
        synchronized (this) {
            sender.onTick(now);
            if (givenUp.dropTooOld()) {
                forgotten.release();
            }
            if (now - checkedAt >= CHECK_NANOS) {
                checkedAt = now;
                givenUp.checkSpool(now);
            }
        }
    }

    /** Whether somebody has removed the spool: nothing that is put into it is safe any more. */
    public synchronized boolean spoolGone() {
        return givenUp.spoolGone();
    }

    /** No more frames will come. */
    public synchronized void finish() {
        sender.onFinish(nanoClock.getAsLong());
    }

    /** Ends the connections. */
    public void stop() {
        links.close();
    }

    synchronized void serverUp(ServerLink link, long holder) {
        if (links.has(link)) {
            sender.onServerUp(link.number(), holder, nanoClock.getAsLong());
        }
    }

    synchronized void serverDown(ServerLink link) {
        if (links.has(link)) {
            sender.onServerDown(link.number(), nanoClock.getAsLong());
        }
    }

    synchronized void answered(ServerLink link, long sequence, AnswerStatus status, HolderSet holders) {
        if (!links.has(link)) {
            return;
        }
        if (status == AnswerStatus.CONFLICT) {
            diagnostics.error(link.name() + ": holds another frame with the id of frame " + sequence
                    + " of this spool; both are kept there");
        }
        sender.onAnswer(link.number(), sequence, status, holders, nanoClock.getAsLong());
    }

    synchronized void held(ServerLink link, ByteBuffer body) throws IOException {
        if (links.has(link)) {
            HeldMessage.decode(
                    body,
                    spool.origin(),
                    (sequence, held) -> sender.onHeld(link.number(), sequence, held, nanoClock.getAsLong()));
        }
    }

    synchronized void zone(ServerLink link, String zone) {
        if (links.has(link)) {
            sender.onServerZone(link.number(), zone);
        }
    }

    synchronized void leaving(ServerLink link) {
        if (links.has(link)) {
            sender.onServerLeaving(link.number());
        }
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

    /** Frames given up because the spool was full. */
    public synchronized long droppedCount() {
        return givenUp.droppedFull();
    }

    /** Frames given up because they were too old. */
    public synchronized long droppedOldCount() {
        return givenUp.droppedOld();
    }

    /** Frames that can't be read from the spool any more, not confirmed before. */
    public synchronized long lostCount() {
        return givenUp.lost();
    }

    /** Frames forgotten because a server said that they were archived or had expired. */
    synchronized long settledCount() {
        return sender.settledCount();
    }

    /** What was done and what is to be done. Walks all frames. */
    synchronized ShipperCounts counts() {
        return new ShipperCounts(
                sender.sentCount(),
                sender.sentBytes(),
                sender.resentCount(),
                sender.checkedAgainCount(),
                sender.unacknowledgedCount(),
                sender.copiesShortCount(),
                sender.keptCount(),
                serverCount(),
                sender.upCount());
    }

    /** The reason, if no server will ever take anything from here; else null. */
    public @Nullable String refusedByAll() {
        return links.refusedByAll();
    }

    public int serverCount() {
        return links.all().size();
    }

    /** How it goes with each server. */
    synchronized List<ServerState> servers() {
        List<ServerState> states = new ArrayList<>(serverCount());
        for (ServerLink link : links.all()) {
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
            ServerLink link = links.at(server);
            if (link == null
                    || !link.offer(new SpoolFrameMessage(spool, frame, flags, why -> givenUp.unreadable(frame, why)))) {
                // The connection is ending; the machine will be told and send the frame elsewhere.
                spool.unpin(frame);
            }
        }

        @Override
        public void askHeld(int server, long[] sequences) {
            ServerLink link = links.at(server);
            if (link != null) {
                link.send(MessageType.ASK_HELD, HeldMessage.question(spool.origin(), sequences));
            }
        }

        @Override
        public void acknowledged(long sequence) {
            listener.acknowledged(sequence);
        }

        @Override
        public void forget(long sequence) {
            listener.confirmed(sequence);
            try {
                spool.forget(sequence);
            } catch (IOException e) {
                diagnostics.warningIn(spool.directory().toString(), FailureText.of(e));
            }
            forgotten.release();
        }

        @Override
        public void tooOld(long sequence) {
            givenUp.tooOld(sequence);
        }

        @Override
        public void refused(int server, long sequence) {
            ServerLink link = links.at(server);
            diagnostics.error((link == null ? "a server" : link.name()) + ": refuses frame " + sequence
                    + " of the spool; it stays there and is tried elsewhere");
        }
    }
}
