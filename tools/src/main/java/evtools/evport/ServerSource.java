package evtools.evport;

import evtools.archive.ArchiveBucket;
import evtools.cli.Duration;
import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.fetch.DamageReports;
import evtools.fetch.FetchedFrame;
import evtools.fetch.ServerStream;
import evtools.fetch.Unanswered;
import evtools.format.Point;
import evtools.pipe.TemporaryDirectory;
import evtools.replication.FrameKey;
import evtools.sealing.BucketExport;
import evtools.sealing.BucketFrames;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.MessageType;
import evtools.transport.RangeMessage;
import evtools.transport.RangeMessage.BucketLine;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Running servers: each bucket is fetched from all of them, what one lacks comes from another. A bucket waits for
 * another run when so many servers didn't answer that together they may hold an acknowledged frame that nobody else
 * has. Not thread-safe.
 */
final class ServerSource {
    private static final int USUAL_ACKS = 2;
    private static final long MEMORY_BYTES = 128L << 20;

    private final Stdio io;
    private final List<ServerAddress> servers;
    private final Hello hello;
    private final Connector connector;
    private final Duration olderThan;
    private final long since;
    private final DamageReports damage;
    private final TreeSet<Long> buckets = new TreeSet<>(Long::compareUnsigned);
    private final List<ServerAddress> listed = new ArrayList<>();
    private @Nullable Hello first;
    private boolean incomplete;

    ServerSource(
            Stdio io, List<ServerAddress> servers, Hello hello, Connector connector, Duration olderThan, long since) {
        this.connector = connector;
        this.io = io;
        this.servers = servers;
        this.hello = hello;
        this.olderThan = olderThan;
        this.since = since;
        this.damage = new DamageReports(io.diagnostics());
    }

    /**
     * Asks all servers what buckets they have.
     *
     * @return the environment that they belong to
     * @throws UserError if none answered
     */
    String list() throws InterruptedException {
        List<ServerStream.Buckets> streams = new ArrayList<>();
        for (ServerAddress server : servers) {
            ServerStream.Buckets stream =
                    new ServerStream.Buckets(server, hello, connector, io.clock()::monotonicNanos);
            stream.start(MessageType.LIST, new RangeMessage(0, -1).encode());
            streams.add(stream);
        }
        for (int i = 0; i < streams.size(); i++) {
            ServerStream.Buckets stream = streams.get(i);
            BucketLine bucket;
            while ((bucket = stream.head()) != null) {
                stream.take();
                buckets.add(bucket.bucket());
            }
            if (stream.failure() == null) {
                listed.add(servers.get(i));
            }
            checkSame(stream);
        }
        if (listed.isEmpty() || first == null) {
            throw Unanswered.error(streams, io.diagnostics())
                    .withExitCode(Unanswered.forGood(streams) ? ExitCode.FAILURE : ExitCode.TRY_AGAIN);
        }
        for (ServerStream.Buckets stream : streams) {
            answered(stream);
        }
        return first.text();
    }

    /** Servers that answered {@link #list}. */
    List<ServerAddress> listed() {
        return listed;
    }

    private void checkSame(ServerStream<?> stream) {
        Hello server = stream.server();
        if (first == null) {
            first = server;
        } else if (server != null
                && (server.environmentTag() != first.environmentTag()
                        || server.bucketWidthSeconds() != first.bucketWidthSeconds())) {
            throw new UserError("--from: " + stream.address() + " is of another environment or bucket width than "
                    + servers.getFirst().at());
        }
    }

    private boolean answered(ServerStream<?> stream) {
        String failure = stream.failure();
        if (failure != null) {
            io.diagnostics().warning(stream.address() + ": " + failure);
        }
        return failure == null;
    }

    /**
     * Archives what is due, after {@link #list}.
     *
     * @param deletion deletes it on the servers after that; null: it stays there
     * @return whether something of it was damaged
     */
    boolean exportTo(BucketExport export, @Nullable ServerDeletion deletion) throws IOException, InterruptedException {
        long endedBefore = io.clock().epochNanos() / 1_000_000_000 - olderThan.seconds();
        int width = first == null ? 0 : first.bucketWidthSeconds();
        for (long number : buckets) {
            ArchiveBucket bucket = export.bucket(number, width);
            boolean due = bucket.endSeconds() <= endedBefore && bucket.endSeconds() > Point.epochSeconds(since);
            if (due && !export.skips(bucket)) {
                export(export, deletion, bucket);
            }
        }
        damage.finish();
        return damage.any();
    }

    /** Whether a bucket had to wait because too few servers answered. */
    boolean incomplete() {
        return incomplete;
    }

    private void export(BucketExport export, @Nullable ServerDeletion deletion, ArchiveBucket bucket)
            throws IOException, InterruptedException {
        List<ServerStream.Frames> streams = new ArrayList<>();
        ByteBuffer question = RangeMessage.fetchBucket(bucket.number());
        for (ServerAddress server : servers) {
            ServerStream.Frames stream =
                    new ServerStream.Frames(server, hello, connector, io.clock()::monotonicNanos, damage);
            stream.start(MessageType.FETCH_BUCKET, question.duplicate());
            streams.add(stream);
        }
        try (BucketFrames frames = new BucketFrames(
                export, bucket, deletion != null, MEMORY_BYTES, TemporaryDirectory.of(io), (place, length, what) -> {
                    damage.damaged("a server", what);
                    return null;
                })) {
            List<String> sources = new ArrayList<>();
            List<ServerAddress> answering = new ArrayList<>();
            int lowestAcks = Integer.MAX_VALUE;
            for (int i = 0; i < streams.size(); i++) {
                ServerStream.Frames stream = streams.get(i);
                lowestAcks = Math.min(lowestAcks, collect(stream, frames));
                if (answered(stream)) {
                    sources.add("server " + stream.address());
                    answering.add(servers.get(i));
                }
            }
            int acks = lowestAcks == Integer.MAX_VALUE ? USUAL_ACKS : lowestAcks;
            int needed = Math.max(1, servers.size() - acks + 1);
            if (sources.size() < needed) {
                incomplete = true;
                io.diagnostics()
                        .error("bucket " + bucket.name() + " waits: " + sources.size() + " of " + servers.size()
                                + " servers answered, " + needed + " are needed for frames that " + acks
                                + " acknowledged");
            } else {
                Set<FrameKey> archived = frames.archive(sources);
                if (deletion != null) {
                    deletion.delete(answering, bucket, archived);
                }
            }
        } finally {
            for (ServerStream.Frames stream : streams) {
                stream.abandon();
            }
        }
    }

    /** Takes all that a server has of the bucket; returns the least number of acks that a sender waited for. */
    private int collect(ServerStream.Frames stream, BucketFrames frames) throws IOException, InterruptedException {
        int lowestAcks = Integer.MAX_VALUE;
        FetchedFrame frame;
        while ((frame = stream.head()) != null) {
            stream.take();
            if (frames.belongs(frame.header())) {
                frames.add(frame.header(), frame.bytes(), 0);
                lowestAcks = Math.min(lowestAcks, Math.max(1, frame.header().acks()));
            } else {
                damage.damaged(stream.address().toString(), "frame of another bucket than asked for");
            }
        }
        return lowestAcks;
    }
}
