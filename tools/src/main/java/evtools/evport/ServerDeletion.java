package evtools.evport;

import evtools.archive.ArchiveBucket;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.fetch.ServerStream;
import evtools.replication.FrameKey;
import evtools.transport.Connector;
import evtools.transport.DropMessage;
import evtools.transport.Hello;
import evtools.transport.MessageType;
import evtools.transport.Refusal;
import evtools.transport.RefusedException;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Has servers delete the frames of which the archive has a verified copy. Every server is told of all of them, also of
 * those it lacks: the tombstones keep a copy that is still on its way from being stored. Not thread-safe.
 */
final class ServerDeletion {
    private static final Comparator<FrameKey> BY_ID = Comparator.comparingLong(FrameKey::origin)
            .thenComparingLong(FrameKey::sequence)
            .thenComparingInt(FrameKey::headerCrc);

    private final Stdio io;
    private final Hello hello;
    private final Connector connector;
    private long deleted;
    private boolean incomplete;

    /** @param hello says that we are an exporter, and of which environment */
    ServerDeletion(Stdio io, Hello hello, Connector connector) {
        this.io = io;
        this.hello = hello;
        this.connector = connector;
    }

    /**
     * Finds out whether servers would let us, by having them delete nothing: sooner than after hours of archiving.
     *
     * @throws UserError if one of them doesn't
     */
    void requireRight(List<ServerAddress> servers) throws InterruptedException {
        for (ServerStream.Count answer : ask(servers, List.of())) {
            answer.await();
            RefusedException refusal = answer.refusal();
            if (refusal != null && refusal.status() == Refusal.RIGHT) {
                throw new UserError(answer.address() + ": " + refusal.getMessage())
                        .withHint("--delete-after-verify needs the right 'export' in the server's --authorized file");
            }
        }
    }

    /** Has these servers delete frames; what fails is reported, and found again by the next run. */
    void delete(List<ServerAddress> servers, ArchiveBucket bucket, Collection<FrameKey> frames)
            throws InterruptedException {
        for (List<FrameKey> message : messages(frames, DropMessage.MAX_FRAMES)) {
            for (ServerStream.Count answer : ask(servers, message)) {
                String failure = answer.await();
                if (failure == null) {
                    deleted += answer.count();
                } else {
                    incomplete = true;
                    io.diagnostics()
                            .error(answer.address() + ": bucket " + bucket.name()
                                    + " is archived, but its frames may not be deleted: " + failure);
                }
            }
        }
    }

    /** A server tells frames of one id apart, but only within a message: they are never in two. */
    static List<List<FrameKey>> messages(Collection<FrameKey> frames, int maxFrames) {
        List<FrameKey> sorted = new ArrayList<>(frames);
        sorted.sort(BY_ID);
        List<List<FrameKey>> messages = new ArrayList<>();
        int from = 0;
        while (from < sorted.size()) {
            int to = Math.min(from + maxFrames, sorted.size());
            while (to < sorted.size() && to > from + 1 && sameId(sorted.get(to - 1), sorted.get(to))) {
                to--;
            }
            messages.add(sorted.subList(from, to));
            from = to;
        }
        return messages;
    }

    private static boolean sameId(FrameKey a, FrameKey b) {
        return a.origin() == b.origin() && a.sequence() == b.sequence();
    }

    private List<ServerStream.Count> ask(List<ServerAddress> servers, List<FrameKey> frames) {
        ByteBuffer question = DropMessage.encode(frames);
        List<ServerStream.Count> answers = new ArrayList<>();
        for (ServerAddress server : servers) {
            ServerStream.Count answer = new ServerStream.Count(server, hello, connector, io.clock()::monotonicNanos);
            answer.start(MessageType.DROP, question.duplicate());
            answers.add(answer);
        }
        return answers;
    }

    /** Says how many copies of frames servers have deleted. */
    void printStats() throws IOException {
        io.err().write(("copies deleted      " + deleted + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a server didn't say that it has deleted something. */
    boolean incomplete() {
        return incomplete;
    }
}
