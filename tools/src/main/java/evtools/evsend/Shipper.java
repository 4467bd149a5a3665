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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private static final long CHECK_NANOS = 1_000_000_000L;

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
    private long droppedFull;
    private long droppedOld;
    private long lost;
    private final SpoolKeeping keeping;
    /** Frames that could not be read from the spool; dealt with on the next tick. */
    private final Queue<Unreadable> unreadable = new ConcurrentLinkedQueue<>();

    private long checkedAt;
    private boolean spoolGone;
    /** Given up since the last tick. */
    private final List<Long> tooOld = new ArrayList<>();

    private record Unreadable(SpoolFrame frame, IOException why) {}

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
        this(spool, SpoolKeeping.NONE, servers, hello, network, nanoClock, random, listener, diagnostics);
    }

    /**
     * A shipper that is not started yet; for the parameters see the shorter one.
     *
     * @param keeping how long frames stay in the spool
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
        started = true;
        for (ServerLink link : links) {
            link.start();
        }
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
        List<SpoolFrame> oldest = spool.oldestFile();
        drop(oldest);
        droppedFull += oldest.size();
        return !oldest.isEmpty();
    }

    private void drop(List<SpoolFrame> frames) {
        List<Long> sequences = new ArrayList<>(frames.size());
        for (SpoolFrame frame : frames) {
            sender.onDropped(frame.sequence(), nanoClock.getAsLong());
            listener.dropped(frame.sequence());
            sequences.add(frame.sequence());
        }
        if (!sequences.isEmpty()) {
            dropFromSpool(sequences);
        }
    }

    private void dropFromSpool(List<Long> sequences) {
        try {
            spool.drop(sequences);
        } catch (IOException e) {
            diagnostics.warningIn(
                    spool.directory().toString(), "frames given up may come back: " + FailureText.reason(e));
        }
    }

    /** A frame is not even spooled, because the spool is full. */
    public synchronized void droppedNewest() {
        droppedFull++;
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
            giveUpTooOld();
            if (now - checkedAt >= CHECK_NANOS) {
                checkedAt = now;
                checkSpool();
            }
        }
    }

    private void giveUpTooOld() {
        if (tooOld.isEmpty()) {
            return;
        }
        dropFromSpool(tooOld);
        tooOld.clear();
        forgotten.release();
    }

    /** A spool that somebody removes from under its sender is not to go unnoticed. */
    private void checkSpool() {
        if (spoolGone) {
            return;
        }
        if (!spool.isPresent()) {
            spoolGone = true;
            diagnostics.errorIn(
                    spool.directory().toString(),
                    "spool was removed while it was in use, with " + sender.frameCount()
                            + " frames that were not confirmed");
            return;
        }
        List<SpoolFrame> gone = new ArrayList<>(spool.removedFrames());
        if (!gone.isEmpty()) {
            diagnostics.errorIn(
                    spool.directory().toString(), gone.size() + " frames are lost: somebody has removed their files");
        }
        Unreadable bad;
        while ((bad = unreadable.poll()) != null) {
            if (spool.find(bad.frame.sequence()) != null && !gone.contains(bad.frame)) {
                gone.add(bad.frame);
                diagnostics.errorIn(
                        spool.directory().toString(),
                        "frame " + bad.frame.sequence() + " is lost, it can't be read: " + FailureText.reason(bad.why));
            }
        }
        lost += gone.size();
        drop(gone);
    }

    /** Whether somebody has removed the spool: nothing that is put into it is safe any more. */
    public synchronized boolean spoolGone() {
        return spoolGone;
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

    synchronized void zone(ServerLink link, String zone) {
        if (isPresent(link)) {
            sender.onServerZone(link.number(), zone);
        }
    }

    synchronized void leaving(ServerLink link) {
        if (isPresent(link)) {
            sender.onServerLeaving(link.number());
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

    /** Frames given up because the spool was full. */
    public synchronized long droppedCount() {
        return droppedFull;
    }

    /** Frames given up because they were too old. */
    public synchronized long droppedOldCount() {
        return droppedOld;
    }

    /** Frames that can't be read from the spool any more, not confirmed before. */
    public synchronized long lostCount() {
        return lost;
    }

    /** Frames sent, each time counted. */
    public synchronized long sentCount() {
        return sender.sentCount();
    }

    /** Bytes of them. */
    public synchronized long sentBytes() {
        return sender.sentBytes();
    }

    /** Frames that are confirmed and kept to be confirmed once more. */
    public synchronized int keptCount() {
        return sender.keptCount();
    }

    /** Frames that were asked for once more after their bucket's end. */
    public synchronized long checkedAgainCount() {
        return sender.checkedAgainCount();
    }

    /** Acknowledged frames that too few servers are known to hold. Walks all frames. */
    public synchronized int copiesShortCount() {
        return sender.copiesShortCount();
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
            if (link == null
                    || !link.offer(new SpoolFrameMessage(
                            spool, frame, flags, why -> unreadable.add(new Unreadable(frame, why))))) {
                // The connection is ending; the machine will be told and send the frame elsewhere.
                spool.unpin(frame);
            }
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
        public void tooOld(long sequence) {
            droppedOld++;
            tooOld.add(sequence);
            listener.dropped(sequence);
        }

        @Override
        public void refused(int server, long sequence) {
            ServerLink link = linkByNumber[server];
            diagnostics.error((link == null ? "a server" : link.name()) + ": refuses frame " + sequence
                    + " of the spool; it stays there and is tried elsewhere");
        }
    }
}
