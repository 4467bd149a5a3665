package evtools.evfetch;

import evtools.cli.Diagnostics;
import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.fetch.DamageReports;
import evtools.fetch.FetchedFrame;
import evtools.fetch.ReceiveBuffer;
import evtools.fetch.Unanswered;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.transport.Connection;
import evtools.transport.Connector;
import evtools.transport.Dialer;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Network;
import evtools.transport.RefusedException;
import evtools.transport.ServerAddress;
import evtools.transport.TcpNetwork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives out what servers store, as they store it; each frame once, though several servers send it. */
final class Following {
    private static final int QUEUE = 64;
    private static final int REMEMBERED = 1 << 16;
    private static final int POLL_MILLIS = 100;
    private static final long SILENCE_NANOS = 2_000_000_000L;
    private static final long MAX_QUEUED_BYTES = 1 << 20;

    private record Id(long origin, long sequence, int headerCrc) {}

    private final List<Dialer> dialers = new ArrayList<>();
    private final EventFilter filter;
    private final EventOutput out;
    private final Stdio io;
    private final BlockingQueue<FetchedFrame> queue = new ArrayBlockingQueue<>(QUEUE);
    private final DamageReports damage;
    private final Map<Id, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private volatile boolean stopped;
    private volatile @Nullable UserError refused;

    Following(
            List<ServerAddress> servers,
            Hello hello,
            Connector connector,
            EventFilter filter,
            EventOutput out,
            Stdio io) {
        this.filter = filter;
        this.out = out;
        this.io = io;
        this.damage = new DamageReports(io.diagnostics());
        Network network = new TcpNetwork(
                io.clock()::monotonicNanos,
                connector,
                new SplittableRandom(io.clock().monotonicNanos()));
        for (ServerAddress server : servers) {
            dialers.add(network.dialer(server, hello, MAX_QUEUED_BYTES, new Subscription(server)));
        }
    }

    /** Runs until a signal or until the output is closed. */
    int run() throws IOException, InterruptedException {
        io.signals().onTerminate(() -> stopped = true);
        for (Dialer dialer : dialers) {
            dialer.start();
        }
        try {
            while (!stopped) {
                FetchedFrame frame = queue.poll();
                if (frame == null) {
                    out.flush();
                    frame = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                }
                long now = io.clock().monotonicNanos();
                for (Dialer dialer : dialers) {
                    dialer.closeIfSilent(now, SILENCE_NANOS);
                }
                if (frame == null) {
                    io.requireReader();
                } else {
                    give(frame);
                    continue;
                }
                UserError error = refused;
                if (error != null) {
                    throw error;
                }
            }
            out.end();
            damage.finish();
            return damage.any() ? ExitCode.DAMAGED : ExitCode.OK;
        } finally {
            for (Dialer dialer : dialers) {
                dialer.close();
            }
        }
    }

    private void give(FetchedFrame frame) throws IOException {
        FrameHeader header = frame.header();
        if (seen.put(new Id(header.origin(), header.sequence(), frame.headerCrc()), true) != null
                || !filter.mayPass(header)) {
            return;
        }
        if (out.isBinary() && filter.surelyPasses(header)) {
            out.passOn(frame.bytes(), 0, header.frameLength());
            return;
        }
        EventView event = new EventView();
        try (FrameReader frames = new FrameReader(
                        new ByteArrayInputStream(frame.bytes(), 0, header.frameLength()),
                        (offset, length, what) -> damage.damaged("a server", what));
                EventReader events = new EventReader(frames)) {
            while (events.next(event)) {
                if (filter.passes(event)) {
                    out.from(events.frames().header());
                    out.write(event);
                }
            }
        }
    }

    private final class Subscription implements Dialer.Listener, MessageHandler {
        private final ServerAddress server;
        private final ReceiveBuffer buffer = new ReceiveBuffer();

        Subscription(ServerAddress server) {
            this.server = server;
        }

        @Override
        public MessageHandler up(Connection connection, Hello answer) {
            connection.send(MessageType.FOLLOW, ByteBuffer.allocate(0));
            return this;
        }

        @Override
        public void down(String why) {
            diagnostics().warning(server.at() + ": lost: " + why);
        }

        @Override
        public void failed(IOException why, int attempt) {
            if (why instanceof RefusedException refusal && !refusal.passing()) {
                UserError error = new UserError(server.at() + ": refused: " + why.getMessage());
                String hint = Unanswered.hint(refusal);
                refused = hint == null ? error : error.withHint(hint);
            } else if (attempt == 1) {
                diagnostics().warning(server.at() + ": " + why.getMessage() + "; trying again");
            }
        }

        private Diagnostics diagnostics() {
            return io.diagnostics();
        }

        @Override
        public ByteBuffer roomForFrame(int flags, int length) {
            return buffer.room(length);
        }

        @Override
        public void frame(int flags, ByteBuffer frame) throws IOException {
            try {
                FetchedFrame fetched = FetchedFrame.of(frame);
                boolean taken = false;
                while (!stopped && !taken) {
                    // While the output is slow the server sees its queue fill, and counts what is missed.
                    taken = queue.offer(fetched, POLL_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (FormatException e) {
                damage.damaged(server.toString(), String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void message(int type, int flags, ByteBuffer body) {
            // A later version's message: skipped.
        }
    }
}
