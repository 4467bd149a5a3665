package evtools.evsend;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import evtools.format.position.Positions;
import evtools.format.position.PositionsFile;
import evtools.format.stream.EventReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.store.DiskErrors;
import evtools.store.Spool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input into batches, and commits batches and positions to the spool. Reading happens on one thread, {@link
 * #commitIfDue} on another; the lock is held while the events of a frame are walked and let go while input is awaited.
 */
final class Intake {
    /** Frames cut by size commit positions at most this often: it costs an fsync. */
    private static final long COMMIT_NANOS = 1_000_000_000L;

    private final EventInputs inputs;
    private final Batch batch;
    private final Spool spool;
    private final @Nullable Path stateFile;
    private final long batchNanos;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Positions positions = new Positions();
    private boolean positionsWaiting;
    private boolean uncommitted;
    private boolean inputHasPositions;
    private boolean endSeen;
    private long batchBegan;
    private long committedAt;
    private long events;
    /** {@link #events} when the last frame had been read: for those who look on. */
    private volatile long eventsSeen;

    private long discarded;

    Intake(
            EventInputs inputs,
            Batch batch,
            Spool spool,
            @Nullable Path stateFile,
            long batchNanos,
            LongSupplier nanoClock) {
        this.inputs = inputs;
        this.batch = batch;
        this.spool = spool;
        this.stateFile = stateFile;
        this.batchNanos = batchNanos;
        this.nanoClock = nanoClock;
        this.committedAt = nanoClock.getAsLong();
    }

    /** Brings the state file up to the positions that the spool had committed when an earlier run ended. */
    void recoverPositions() throws IOException {
        byte[] frame = spool.lastPositions();
        if (frame == null || stateFile == null) {
            return;
        }
        FrameHeader header = new FrameHeader();
        String problem = header.read(frame, 0);
        if (problem != null) {
            throw new FormatException(problem);
        }
        int offset = frame.length - header.storedLength();
        try {
            PositionsFile.commit(stateFile, frame, offset, header.storedLength());
        } catch (IOException e) {
            if (!DiskErrors.isFull(e)) {
                throw e;
            }
            // With the next commit, when servers have made room. What is read twice till then is found out as such.
            positions.merge(frame, offset, header.rawLength());
            positionsWaiting = true;
            uncommitted = true;
        }
    }

    /** Reads all inputs to their ends and commits. */
    void run() throws IOException {
        lock.lock();
        try {
            EventInput input;
            while ((input = inputs.next()) != null) {
                try (EventInput open = input) {
                    read(open);
                } catch (InputFailure e) {
                    inputs.fail(input.name(), e.reason());
                }
                endOfInput();
            }
            commit();
        } finally {
            lock.unlock();
        }
    }

    /** A failure of the input, to be told from one of the spool. */
    private static final class InputFailure extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException reason;

        InputFailure(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }

    private void read(EventInput input) throws IOException {
        inputHasPositions = false;
        endSeen = false;
        EventView event = new EventView();
        try (EventReader reader =
                new EventReader(input.frames(), () -> nextFrame(input), this::otherFrame, batch.tails())) {
            FrameReader frames = input.frames();
            long frameAt = -1;
            while (reader.next(event)) {
                if (frames.streamOffset() != frameAt) {
                    frameAt = frames.streamOffset();
                    batch.from(frames.header());
                    endSeen = false;
                }
                events++;
                uncommitted = true;
                boolean full = reader.liesInFrame(event) ? batch.addUnsettled(event) : batch.add(event);
                if (full && nanoClock.getAsLong() - committedAt >= COMMIT_NANOS) {
                    commit();
                }
            }
        }
    }

    private boolean nextFrame(EventInput input) throws IOException {
        eventsSeen = events;
        batch.settle();
        lock.unlock();
        try {
            return input.nextFrame();
        } catch (IOException e) {
            throw new InputFailure(e);
        } finally {
            lock.lock();
            if (!uncommitted) {
                batchBegan = nanoClock.getAsLong();
            } else if (nanoClock.getAsLong() - batchBegan >= batchNanos) {
                commit();
            }
        }
    }

    private void otherFrame(FrameReader reader) throws IOException {
        FrameHeader header = reader.header();
        if (header.kind() == FrameKind.POSITIONS) {
            try {
                positions.merge(reader.payload(), reader.payloadOffset(), header.rawLength());
            } catch (FormatException e) {
                reader.reportDamage(String.valueOf(e.getMessage()));
                return;
            }
            positionsWaiting = true;
            uncommitted = true;
            inputHasPositions = true;
            endSeen = false;
            batch.coverAll();
        } else if (header.kind() == FrameKind.END) {
            endSeen = true;
        }
    }

    private void endOfInput() {
        if (inputHasPositions && !endSeen) {
            discarded += batch.discardUncovered();
        }
        batch.coverAll();
    }

    /** Called when time has passed: commits what has waited for as long as a batch may. */
    void commitIfDue() throws IOException {
        // Whoever holds the lock is busy with the same and looks at the clock himself.
        if (lock.tryLock()) {
            try {
                if (uncommitted && nanoClock.getAsLong() - batchBegan >= batchNanos) {
                    commit();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends before the input does: what positions do not cover is left for the next run, the rest is committed. */
    void stop() throws IOException {
        lock.lock();
        try {
            endOfInput();
            commit();
            // Keeps the lock: the reading thread adds nothing any more.
        } catch (IOException | RuntimeException e) {
            lock.unlock();
            throw e;
        }
    }

    private void commit() throws IOException {
        batch.cutAll();
        byte[] payload = null;
        if (positionsWaiting) {
            ByteArrayBuilder entries = new ByteArrayBuilder(1024);
            positions.appendTo(entries);
            payload = entries.toByteArray();
            appendPositions(payload);
        }
        spool.force();
        if (payload != null && stateFile != null) {
            commitState(stateFile, payload);
        }
        positionsWaiting = false;
        uncommitted = false;
        committedAt = nanoClock.getAsLong();
        batchBegan = committedAt;
    }

    private void appendPositions(byte[] payload) throws IOException {
        ByteBuffer frame = positionsFrame(payload);
        while (true) {
            try {
                spool.appendPositions(frame.duplicate());
                return;
            } catch (IOException e) {
                batch.awaitRoom(e);
            }
        }
    }

    private void commitState(Path file, byte[] payload) throws IOException {
        while (true) {
            try {
                PositionsFile.commit(file, payload);
                return;
            } catch (IOException e) {
                batch.awaitRoom(e);
            }
        }
    }

    private static ByteBuffer positionsFrame(byte[] payload) {
        try (FrameCodecs codecs = new FrameCodecs()) {
            ByteArrayBuilder frame = new ByteArrayBuilder(payload.length + 128);
            FrameHeader header = new FrameHeader().kind(FrameKind.POSITIONS).codec(FrameCodec.NONE);
            FrameWriter.encode(header, codecs, payload, 0, payload.length, frame);
            return ByteBuffer.wrap(frame.array(), 0, frame.length());
        }
    }

    /** Events read, without those of the frame that is being read. Needs no lock. */
    long eventCount() {
        return eventsSeen;
    }

    /** Events that were left for the next run because no position covers them. */
    long discardedCount() {
        return discarded;
    }
}
