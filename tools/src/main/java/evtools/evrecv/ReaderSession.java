package evtools.evrecv;

import evtools.cli.FailureText;
import evtools.replication.FrameKey;
import evtools.store.BucketSummary;
import evtools.store.DeletedFrames;
import evtools.store.DirectoryStore;
import evtools.store.FrameId;
import evtools.store.StoredFrame;
import evtools.transport.Connection;
import evtools.transport.DropMessage;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Messages;
import evtools.transport.OutgoingMessage;
import evtools.transport.RangeMessage;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A reader asks for the frames or the buckets of a time range, for a bucket, or for everything from now on. */
final class ReaderSession implements MessageHandler {
    private final DirectoryStore store;
    private final Followers followers;
    private final Connection connection;
    private final ServerCounters counters;
    private final ServerReports reports;
    private final boolean mayDrop;
    private final ForbiddenDrop forbiddenDrop;

    ReaderSession(
            DirectoryStore store, Followers followers, Connection connection, ServerReports reports, boolean mayDrop) {
        this.store = store;
        this.followers = followers;
        this.connection = connection;
        this.counters = reports.counters();
        this.reports = reports;
        this.mayDrop = mayDrop;
        this.forbiddenDrop = new ForbiddenDrop(connection, Role.READER, reports);
    }

    @Override
    public ByteBuffer roomForFrame(int flags, int length) throws IOException {
        throw new IOException("a reader sent a frame");
    }

    @Override
    public void frame(int flags, ByteBuffer frame) {
        // roomForFrame has refused it.
    }

    @Override
    public void message(int type, int flags, ByteBuffer body) throws IOException {
        switch (type) {
            case MessageType.FETCH -> {
                RangeMessage range = RangeMessage.decode(body);
                send(store.frames(range.since(), range.until()));
            }
            case MessageType.FETCH_BUCKET -> send(store.framesOfBucket(RangeMessage.fetchedBucket(body)));
            case MessageType.LIST -> list(RangeMessage.decode(body));
            case MessageType.DROP -> drop(DropMessage.decode(body));
            case MessageType.FOLLOW -> followers.add(connection);
            default -> {
                // A later version's message: skipped.
            }
        }
    }

    private void send(List<StoredFrame> frames) throws IOException {
        int sent = 0;
        for (StoredFrame frame : frames) {
            // One whose header has rotten, or that was deleted meanwhile, would end the connection.
            if (store.verifyHeader(frame)) {
                connection.put(new StoredFrameMessage(store, frame, 0));
                counters.read(frame.length());
                sent++;
            }
        }
        connection.put(OutgoingMessage.of(MessageType.END, RangeMessage.end(sent)));
    }

    private void drop(List<FrameKey> frames) throws IOException {
        if (!mayDrop) {
            forbiddenDrop.refuse();
            return;
        }
        List<FrameId> ids = new ArrayList<>(frames.size());
        for (FrameKey frame : frames) {
            ids.add(new FrameId(frame.origin(), frame.sequence(), frame.headerCrc()));
        }
        DeletedFrames gone;
        try {
            gone = store.archived(ids);
        } catch (IOException e) {
            connection.send(MessageType.ERROR, Messages.error("not deleted: " + FailureText.of(e)));
            connection.drainAndClose();
            return;
        }
        counters.archived(gone.count());
        if (gone.failure() != null) {
            reports.diagnostics().warning("a file of deleted frames is still there: " + FailureText.of(gone.failure()));
        }
        connection.put(OutgoingMessage.of(MessageType.END, RangeMessage.end(gone.count())));
    }

    private void list(RangeMessage range) throws IOException {
        List<BucketSummary> buckets = store.buckets(range.since(), range.until());
        for (BucketSummary bucket : buckets) {
            RangeMessage.BucketLine line =
                    new RangeMessage.BucketLine(bucket.bucket(), bucket.frames(), bucket.bytes());
            connection.put(OutgoingMessage.of(MessageType.BUCKET, line.encode()));
        }
        connection.put(OutgoingMessage.of(MessageType.END, RangeMessage.end(buckets.size())));
    }
}
