package evtools.evrecv;

import evtools.format.frame.FrameHeader;
import evtools.replication.AnswerStatus;
import evtools.replication.FrameKey;
import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import evtools.transport.Connection;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What sessions that take frames share: one buffer, checking, storing. One per connection; not thread-safe. */
final class FrameIntake {
    private static final int SMALLEST_BUFFER_BYTES = 256 << 10;

    private final DirectoryStore store;
    private final ServerReports reports;
    private final String remote;
    private final Role role;
    private final Followers followers;
    private final FrameCheck check;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST_BUFFER_BYTES);
    private @Nullable FrameKey key;
    private boolean durable;
    private boolean wasHere;

    FrameIntake(
            DirectoryStore store,
            long environmentTag,
            Followers followers,
            ServerReports reports,
            Connection connection,
            Role role) {
        this.store = store;
        this.reports = reports;
        this.remote = connection.remote();
        this.role = role;
        this.followers = followers;
        this.check = new FrameCheck(store.identity().bucketWidthSeconds(), environmentTag);
    }

    ByteBuffer room(int length) {
        if (buffer.capacity() < length) {
            int twice = Math.min(Connection.MAX_FRAME_BYTES, Integer.highestOneBit(length) * 2);
            buffer = ByteBuffer.allocateDirect(Math.max(length, twice));
        }
        return buffer;
    }

    /** Checks and stores a frame; makes it durable first if it asks for that. */
    AnswerStatus take(ByteBuffer frame) throws IOException {
        int length = frame.remaining();
        wasHere = false;
        AnswerStatus status = checkAndStore(frame);
        reports.counters().took(role, status, wasHere, length);
        return status;
    }

    private AnswerStatus checkAndStore(ByteBuffer frame) throws IOException {
        String problem = check.problem(frame);
        FrameKey frameKey = check.key(frame);
        key = frameKey;
        durable = false;
        if (problem != null) {
            reports.diagnostics().errorIn(remote, "frame refused: " + problem);
            return AnswerStatus.REFUSED;
        }
        FrameHeader header = check.header();
        DirectoryStore.Appended appended = store.append(header, frame);
        wasHere = appended == DirectoryStore.Appended.HELD;
        AnswerStatus status = switch (appended) {
            case STORED, HELD -> AnswerStatus.HELD;
            case CONFLICT -> AnswerStatus.CONFLICT;
            case ARCHIVED -> AnswerStatus.ARCHIVED;
            case EXPIRED -> AnswerStatus.EXPIRED;
            case FULL -> AnswerStatus.FULL;
            case FAILED -> AnswerStatus.FAILED;
        };
        if (!status.holds()) {
            return status;
        }
        if (header.fsync()) {
            store.sync();
        }
        StoredFrame stored = store.find(frameKey.origin(), frameKey.sequence(), frameKey.headerCrc());
        if (stored == null) {
            return AnswerStatus.FAILED;
        }
        durable = store.isDurable(stored);
        if (header.fsync() && !durable) {
            return AnswerStatus.FAILED;
        }
        if (!wasHere) {
            followers.stored(stored);
        }
        return status;
    }

    /** The key of the frame that was taken last. */
    FrameKey key() {
        FrameKey last = key;
        if (last == null) {
            throw new IllegalStateException("no frame was taken");
        }
        return last;
    }

    /** Its header. */
    FrameHeader header() {
        return check.header();
    }

    /** Whether it is on disk for good. */
    boolean durable() {
        return durable;
    }
}
