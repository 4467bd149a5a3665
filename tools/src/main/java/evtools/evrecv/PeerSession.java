package evtools.evrecv;

import evtools.replication.AnswerStatus;
import evtools.replication.HolderSet;
import evtools.store.DirectoryStore;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Another server passes frames on to this one: they are kept, and passed on no further. */
final class PeerSession implements MessageHandler {
    private final DirectoryStore store;
    private final Connection connection;
    private final FrameIntake intake;
    private final Healing healing;
    private final ForbiddenDrop forbiddenDrop;

    PeerSession(
            DirectoryStore store, Healing healing, Connection connection, FrameIntake intake, ServerReports reports) {
        this.store = store;
        this.healing = healing;
        this.connection = connection;
        this.intake = intake;
        this.forbiddenDrop = new ForbiddenDrop(connection, Role.PEER, reports);
    }

    @Override
    public @Nullable ByteBuffer roomForFrame(int flags, int length) {
        return intake.room(length);
    }

    @Override
    public void frame(int flags, ByteBuffer frame) throws IOException {
        AnswerStatus status = intake.take(frame);
        HolderSet holders = new HolderSet();
        if (status.holds()) {
            holders.add(store.identity().holder(), intake.durable());
        }
        connection.send(MessageType.ANSWER, new AnswerMessage(intake.key(), status, holders).encode());
    }

    @Override
    public void skipped(int flags, ByteBuffer header, int length) throws IOException {
        AnswerStatus status = intake.skip(header, length);
        connection.send(MessageType.ANSWER, new AnswerMessage(intake.key(), status, new HolderSet()).encode());
    }

    @Override
    public void message(int type, int flags, ByteBuffer body) throws IOException {
        if (type == MessageType.DROP) {
            forbiddenDrop.refuse();
            return;
        }
        OutgoingMessage answer = healing.answer(type, body);
        if (answer != null) {
            connection.put(answer);
        }
    }
}
