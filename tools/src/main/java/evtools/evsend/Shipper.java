package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.replication.AnswerStatus;
import evtools.replication.FrameSender;
import evtools.replication.HolderSet;
import evtools.replication.SenderLimits;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.HeldMessage;
import evtools.transport.Hello;
import evtools.transport.MessageType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Gives the sending of frames its connections and its spool, and serialises what happens to it. Thread-safe. */
final class Shipper {
    private static final long SILENCE_NANOS = 500_000_000L;

    private final Spool spool;
    private final Diagnostics diagnostics;
    private final LongSupplier nanoClock;
    private final FrameSender sender;
    private final List<ServerLink> links = new ArrayList<>();
    private final Semaphore forgotten = new Semaphore(0);
    private long acknowledged;
    private long confirmed;
    private long dropped;

    Shipper(
            Spool spool,
            List<HostPort> servers,
            Hello hello,
            LongSupplier nanoClock,
            RandomGenerator random,
            Diagnostics diagnostics) {
        this.spool = spool;
        this.diagnostics = diagnostics;
        this.nanoClock = nanoClock;
        this.sender =
                new FrameSender(servers.size(), random, SenderLimits.DEFAULT, new Output(), nanoClock.getAsLong());
        for (HostPort server : servers) {
            links.add(new ServerLink(
                    this,
                    links.size(),
                    server,
                    hello,
                    nanoClock,
                    new SplittableRandom(random.nextLong()),
                    diagnostics));
        }
    }

    /** Takes over what an earlier run left in the spool, and begins to connect. */
    synchronized void start() {
        for (SpoolFrame frame : spool.frames()) {
            sender.onOldFrame(frame.sequence(), frame.copies(), frame.acks(), frame.length(), nanoClock.getAsLong());
        }
        for (ServerLink link : links) {
            link.start();
        }
    }

    /** A new frame is in the spool. */
    synchronized void frame(SpoolFrame frame) {
        sender.onFrame(frame.sequence(), frame.copies(), frame.acks(), frame.length(), nanoClock.getAsLong());
    }

    /** Gives up the oldest frame, because the spool is full; false if there is none. */
    synchronized boolean dropOldest() throws IOException {
        SpoolFrame oldest = spool.oldest();
        if (oldest == null) {
            return false;
        }
        sender.onDropped(oldest.sequence(), nanoClock.getAsLong());
        spool.forget(oldest.sequence());
        dropped++;
        return true;
    }

    /** A frame is not even spooled, because the spool is full. */
    synchronized void droppedNewest() {
        dropped++;
    }

    /** Waits until frames are forgotten, or that long. */
    void awaitForgotten(int millis) {
        try {
            if (forgotten.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                forgotten.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Time passes. */
    void tick() {
        long now = nanoClock.getAsLong();
        for (ServerLink link : links) {
            link.closeIfSilent(now, SILENCE_NANOS);
        }
        synchronized (this) {
            sender.onTick(now);
        }
    }

    /** No more frames will come. */
    synchronized void finish() {
        sender.onFinish(nanoClock.getAsLong());
    }

    void stop() {
        for (ServerLink link : links) {
            link.close();
        }
    }

    synchronized void serverUp(int server, long holder) {
        sender.onServerUp(server, holder, nanoClock.getAsLong());
    }

    synchronized void serverDown(int server) {
        sender.onServerDown(server, nanoClock.getAsLong());
    }

    synchronized void answered(int server, long sequence, AnswerStatus status, HolderSet holders) {
        if (status == AnswerStatus.CONFLICT) {
            diagnostics.error(links.get(server).address() + ": holds another frame with the id of frame " + sequence
                    + " of this spool; both are kept there");
        }
        sender.onAnswer(server, sequence, status, holders, nanoClock.getAsLong());
    }

    synchronized void held(int server, ByteBuffer body) throws IOException {
        HeldMessage.decode(
                body, spool.origin(), (sequence, held) -> sender.onHeld(server, sequence, held, nanoClock.getAsLong()));
    }

    /** Frames that too few servers are known to have. */
    synchronized int unacknowledgedCount() {
        return sender.unacknowledgedCount();
    }

    /** Frames that too few servers have confirmed as being on disk. */
    synchronized int frameCount() {
        return sender.frameCount();
    }

    synchronized int upCount() {
        return sender.upCount();
    }

    synchronized long acknowledgedCount() {
        return acknowledged;
    }

    synchronized long confirmedCount() {
        return confirmed;
    }

    synchronized long droppedCount() {
        return dropped;
    }

    synchronized long resentCount() {
        return sender.resentCount();
    }

    /** The reason, if no server will ever take anything from here; else null. */
    @org.jspecify.annotations.Nullable
    String refusedByAll() {
        String why = null;
        for (ServerLink link : links) {
            why = link.refusal();
            if (why == null) {
                return null;
            }
        }
        return why;
    }

    int serverCount() {
        return links.size();
    }

    private final class Output implements FrameSender.Output {
        @Override
        public void send(int server, long sequence, boolean storeOnly) {
            SpoolFrame frame = spool.pin(sequence);
            if (frame == null) {
                return;
            }
            int flags = storeOnly ? MessageType.FLAG_STORE_ONLY : 0;
            if (!links.get(server).offer(new SpoolFrameMessage(spool, frame, flags))) {
                // The connection is ending; the machine will be told and send the frame elsewhere.
                spool.unpin(frame);
            }
        }

        @Override
        public void askHeld(int server, long[] sequences) {
            links.get(server).send(MessageType.ASK_HELD, HeldMessage.question(spool.origin(), sequences));
        }

        @Override
        public void acknowledged(long sequence) {
            acknowledged++;
        }

        @Override
        public void forget(long sequence) {
            confirmed++;
            try {
                spool.forget(sequence);
            } catch (IOException e) {
                diagnostics.warningIn(spool.directory().toString(), FailureText.of(e));
            }
            forgotten.release();
        }

        @Override
        public void refused(int server, long sequence) {
            diagnostics.error(links.get(server).address() + ": refuses frame " + sequence
                    + " of the spool; it stays there and is tried elsewhere");
        }
    }
}
