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

/**
 * What sessions that take frames share: memory while a frame comes in, checking, storing. One per connection; used by its
 * reading thread only, except for {@link #close}.
 */
final class FrameIntake {
    private final DirectoryStore store;
    private final AnswerRule rule;
    private final ServerReports reports;
    private final String remote;
    private final Role role;
    private final Followers followers;
    private final FrameCheck check;
    private final Admission admission;
    private @Nullable ByteBuffer buffer;
    private @Nullable FrameKey key;
    private boolean durable;
    private boolean wasHere;

    FrameIntake(
            DirectoryStore store,
            long environmentTag,
            Followers followers,
            Admission admission,
            ServerReports reports,
            Connection connection,
            Role role,
            AnswerRule rule) {
        this.store = store;
        this.rule = rule;
        this.reports = reports;
        this.remote = connection.remote();
        this.role = role;
        this.followers = followers;
        this.admission = admission;
        this.check = new FrameCheck(store.identity().bucketWidthSeconds(), environmentTag);
    }

    /** Where to receive a frame; null: it isn't taken now, see {@link #skip}. */
    @Nullable
    ByteBuffer room(int length) {
        close();
        if (!admission.isOpen(role)) {
            return null;
        }
        ByteBuffer room = admission.buffers().take(length, admission.waitForMemoryMillis());
        synchronized (this) {
            buffer = room;
        }
        return room;
    }

    /** The connection has ended, or the frame is dealt with: its memory is free again. */
    void close() {
        ByteBuffer done;
        synchronized (this) {
            done = buffer;
            buffer = null;
        }
        if (done != null) {
            admission.buffers().give(done);
        }
    }

    /** Checks and stores a frame; makes it durable first if it asks for that. */
    AnswerStatus take(ByteBuffer frame) throws IOException {
        try {
            int length = frame.remaining();
            wasHere = false;
            AnswerStatus status = checkAndStore(frame);
            reports.counters().took(role, status, wasHere, length);
            return status;
        } finally {
            close();
        }
    }

    /** Answers for a frame that {@link #room} was denied to. */
    AnswerStatus skip(ByteBuffer frameHeader, int length) throws IOException {
        check.readHeader(frameHeader);
        key = check.key(frameHeader);
        durable = false;
        reports.counters().took(role, AnswerStatus.OVERLOADED, false, length);
        return AnswerStatus.OVERLOADED;
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
        boolean syncsFirst = rule.syncsFirst(header);
        if (syncsFirst) {
            store.sync();
        }
        StoredFrame stored = store.find(frameKey.origin(), frameKey.sequence(), frameKey.headerCrc());
        if (stored == null) {
            return AnswerStatus.FAILED;
        }
        durable = store.isDurable(stored);
        if (syncsFirst && !durable) {
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
