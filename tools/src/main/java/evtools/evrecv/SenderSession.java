package evtools.evrecv;

import evtools.format.frame.FrameHeader;
import evtools.replication.AnswerStatus;
import evtools.replication.FrameSender;
import evtools.replication.HolderSet;
import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.HeldMessage;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An evsend brings frames, and asks which of them are here for good. */
final class SenderSession implements MessageHandler {
    private final DirectoryStore store;
    private final Replicator replicator;
    private final Connection connection;
    private final long client;
    private final FrameIntake intake;
    private final ForbiddenDrop forbiddenDrop;

    SenderSession(
            DirectoryStore store,
            Replicator replicator,
            Connection connection,
            long client,
            FrameIntake intake,
            ServerReports reports) {
        this.store = store;
        this.replicator = replicator;
        this.connection = connection;
        this.client = client;
        this.intake = intake;
        this.forbiddenDrop = new ForbiddenDrop(connection, Role.SENDER, reports);
    }

    @Override
    public @Nullable ByteBuffer roomForFrame(int flags, int length) {
        // Frames come no faster than the other servers take them.
        replicator.awaitPeers();
        return intake.room(length);
    }

    @Override
    public void frame(int flags, ByteBuffer frame) throws IOException {
        AnswerStatus status = intake.take(frame);
        if (status.holds()) {
            FrameHeader header = intake.header();
            int copies = (flags & MessageType.FLAG_STORE_ONLY) != 0 ? 1 : Math.max(1, header.copies());
            replicator.stored(client, intake.key(), status, copies, intake.durable());
        } else {
            connection.send(MessageType.ANSWER, new AnswerMessage(intake.key(), status, new HolderSet()).encode());
        }
    }

    @Override
    public void skipped(int flags, ByteBuffer header, int length) throws IOException {
        AnswerStatus status = intake.skip(header, length);
        connection.send(MessageType.ANSWER, new AnswerMessage(intake.key(), status, new HolderSet()).encode());
    }

    @Override
    public void message(int type, int flags, ByteBuffer body) throws IOException {
        switch (type) {
            case MessageType.ASK_HELD -> {
                store.sync();
                connection.send(
                        MessageType.HELD,
                        HeldMessage.answer(body, store.identity().holder(), this::held));
            }
            case MessageType.DROP -> forbiddenDrop.refuse();
            default -> {
                // A later version's message: skipped.
            }
        }
    }

    private FrameSender.Held held(long origin, long sequence) {
        StoredFrame frame = store.find(origin, sequence);
        if (frame == null) {
            DirectoryStore.Appended end = store.tombstone(origin, sequence);
            if (end != null) {
                return end == DirectoryStore.Appended.ARCHIVED ? FrameSender.Held.ARCHIVED : FrameSender.Held.EXPIRED;
            }
            return FrameSender.Held.NO;
        }
        return store.isDurable(frame) ? FrameSender.Held.DURABLY : FrameSender.Held.YES;
    }
}
