package evtools.simulation;

import evtools.format.frame.EnvironmentTag;
import evtools.replication.FrameKey;
import evtools.transport.Connection;
import evtools.transport.Dialer;
import evtools.transport.DropMessage;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.RangeMessage;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code evport --delete-after-verify}: lists buckets, and of each that is due fetches what all servers have,
 * archives it if enough of them have answered, and tells them to delete exactly that.
 *
 * <p>What is simulated is the archive: it has what was put into it, and keeps it.
 */
final class ExportRun {
    private static final long SILENCE_NANOS = 5 * VirtualTime.SECOND;
    private static final long PATIENCE_NANOS = 10 * VirtualTime.SECOND;
    private static final long TICK_NANOS = VirtualTime.SECOND / 2;
    private static final long VERIFY_NANOS = VirtualTime.SECOND / 2;
    private static final long MAX_QUEUED_BYTES = 1 << 20;

    private final SimulatedExporter host;
    private final Simulation world;
    private final Consumer<Boolean> whenEnded;
    private final List<Link> links = new ArrayList<>();
    private final TreeSet<Long> listed = new TreeSet<>();
    private final ArrayDeque<Long> due = new ArrayDeque<>();
    private final Set<TrackedFrame> found = new LinkedHashSet<>();
    /** What comes when all have answered. */
    private Runnable next = this::listed;

    private boolean incomplete;
    private boolean over;

    /** @param whenEnded is told whether every server has answered everything */
    ExportRun(SimulatedExporter host, Consumer<Boolean> whenEnded) {
        this.host = host;
        this.world = host.world;
        this.whenEnded = whenEnded;
    }

    void start() {
        world.trace.note(host.name, "begins to archive");
        for (ServerAddress server : world.members.addresses()) {
            links.add(new Link(server));
        }
        links.forEach(Link::start);
        tick();
    }

    private void tick() {
        if (!over) {
            for (Link link : links) {
                link.dialer.closeIfSilent(world.time.now(), SILENCE_NANOS);
                link.failIfLate();
            }
            host.after(TICK_NANOS, this::tick);
        }
    }

    private void goOnIfAnswered() {
        for (Link link : links) {
            if (link.asked && !link.failed) {
                return;
            }
        }
        Runnable now = next;
        next = () -> {};
        // Not from inside of what a connection is told.
        host.after(0, now);
    }

    private void ask(Runnable then, int type, ByteBuffer question) {
        next = then;
        for (Link link : links) {
            link.ask(type, question.duplicate());
        }
        goOnIfAnswered();
    }

    private void listed() {
        long endedBefore = host.clock.epochNanos() - world.plan.olderThanNanos();
        for (long bucket : listed) {
            if ((bucket + 1) * Simulation.WIDTH_SECONDS * VirtualTime.SECOND <= endedBefore) {
                due.add(bucket);
            }
        }
        fetchNext();
    }

    private void fetchNext() {
        Long bucket = due.poll();
        found.clear();
        if (bucket == null) {
            end();
        } else {
            ask(this::fetched, MessageType.FETCH_BUCKET, RangeMessage.fetchBucket(bucket));
        }
    }

    private void fetched() {
        int acks = Integer.MAX_VALUE;
        for (TrackedFrame frame : found) {
            acks = Math.min(acks, frame.acks);
        }
        int answered = 0;
        for (Link link : links) {
            answered += link.failed ? 0 : 1;
        }
        if (found.isEmpty() || answered < Math.max(1, links.size() - acks + 1)) {
            incomplete |= !found.isEmpty();
            fetchNext();
        } else {
            host.after(host.random.nextLong(VERIFY_NANOS), this::archive);
        }
    }

    private void archive() {
        List<FrameKey> keys = new ArrayList<>();
        for (TrackedFrame frame : found) {
            keys.add(frame.key());
            if (world.rules.archivesBeforeDeleting() || keys.size() % 2 == 0) {
                world.ledger.archived(frame);
            }
        }
        host.after(
                host.random.nextLong(VERIFY_NANOS),
                () -> ask(this::fetchNext, MessageType.DROP, DropMessage.encode(keys)));
    }

    private void end() {
        over = true;
        for (Link link : links) {
            incomplete |= link.failed;
            link.dialer.close();
        }
        world.trace.note(host.name, "has archived", incomplete ? 0 : 1);
        whenEnded.accept(!incomplete);
    }

    /** How far it is with each server. */
    String state() {
        StringBuilder text = new StringBuilder("buckets left " + due.size());
        for (Link link : links) {
            text.append(link.failed ? ", failed" : link.asked ? ", asked" : ", answered");
        }
        return text.toString();
    }

    /** What this run has to do with one server. One that fails is left alone until the next run. */
    private final class Link implements Dialer.Listener, MessageHandler {
        final Dialer dialer;
        boolean asked = true;
        boolean failed;
        private long askedAt = world.time.now();
        private @Nullable Connection connection;
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        Link(ServerAddress server) {
            Hello hello =
                    Hello.of(Role.EXPORTER, 0, EnvironmentTag.of(Simulation.ENVIRONMENT), 0, Simulation.ENVIRONMENT);
            dialer = world.network.of(host).dialer(server, hello, MAX_QUEUED_BYTES, this);
        }

        void start() {
            dialer.start();
        }

        void ask(int type, ByteBuffer question) {
            Connection open = connection;
            if (!failed && open != null) {
                asked = true;
                askedAt = world.time.now();
                open.send(type, question);
            }
        }

        /** Its process was restarted, say: a real connection would notice by the heartbeats, which are not simulated. */
        void failIfLate() {
            if (asked && world.time.now() - askedAt > PATIENCE_NANOS) {
                fail();
            }
        }

        private void fail() {
            if (!failed && !over) {
                failed = true;
                dialer.close();
                goOnIfAnswered();
            }
        }

        @Override
        public MessageHandler up(Connection open, Hello server) {
            connection = open;
            ask(MessageType.LIST, new RangeMessage(0, -1).encode());
            return this;
        }

        @Override
        public void down(String why) {
            fail();
        }

        @Override
        public void failed(IOException why, int attempt) {
            fail();
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
            // One that has rotted is seen by its checksum and left out, as evport does.
            if (tracked != null && !failed) {
                found.add(tracked);
            }
        }

        @Override
        public void message(int type, int flags, ByteBuffer body) throws IOException {
            switch (type) {
                case MessageType.BUCKET -> listed.add(body.getLong());
                case MessageType.END -> {
                    asked = false;
                    goOnIfAnswered();
                }
                case MessageType.ERROR -> fail();
                default -> {
                    // Nothing that matters here.
                }
            }
        }
    }
}
