package evtools.simulation;

import evtools.evrecv.ServerReports;
import evtools.store.DirectoryStore;
import evtools.store.RuleBreaking;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A server's session with a client, with an eye on what is deleted; and where a rule about that is switched off. */
final class WatchedSession implements MessageHandler {
    private final MessageHandler session;
    private final Role role;
    private final SimulatedServer server;
    private final Rules rules;
    private final DirectoryStore store;
    private final ServerReports reports;

    WatchedSession(
            MessageHandler session, Role role, SimulatedServer server, DirectoryStore store, ServerReports reports) {
        this.session = session;
        this.role = role;
        this.server = server;
        this.rules = server.world.rules;
        this.store = store;
        this.reports = reports;
    }

    @Override
    public @Nullable ByteBuffer roomForFrame(int flags, int length) throws IOException {
        return session.roomForFrame(flags, length);
    }

    @Override
    public void skipped(int flags, ByteBuffer header, int length) throws IOException {
        session.skipped(flags, header, length);
    }

    @Override
    public void frame(int flags, ByteBuffer frame) throws IOException {
        RuleBreaking.ignoreTombstones(store, ignores());
        try {
            session.frame(flags, frame);
        } finally {
            RuleBreaking.ignoreTombstones(store, false);
        }
    }

    @Override
    public void message(int type, int flags, ByteBuffer body) throws IOException {
        if (type == MessageType.DROP) {
            drop(flags, body);
        } else if (type != MessageType.ASK_TOMBSTONES || rules.tellsTombstones()) {
            RuleBreaking.ignoreTombstones(store, ignores());
            try {
                session.message(type, flags, body);
            } finally {
                RuleBreaking.ignoreTombstones(store, false);
            }
        }
    }

    private boolean ignores() {
        return rules.ignoresTombstones(role, server.world.onlyHealing());
    }

    private void drop(int flags, ByteBuffer body) throws IOException {
        int held = store.frameCount();
        long counted = evtools.evrecv.RuleBreaking.deletedCount(reports);
        session.message(MessageType.DROP, flags, body);
        requireCounted(held - store.frameCount(), evtools.evrecv.RuleBreaking.deletedCount(reports) - counted);
        server.watch.observe(store);
    }

    /** Every deletion is counted. */
    static void requireCounted(long gone, long counted) {
        if (gone != counted) {
            throw new Violation(gone + " frames were deleted and " + counted + " counted");
        }
    }
}
