package evtools.sealing;

import evtools.cli.Stdio;
import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.store.FrameId;
import evtools.store.LeafFiles;
import evtools.store.StoreReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events frames in files of a store, checks those that are wanted, and reports what is wrong. A server may be
 * writing to the files: what is half-written at their ends is left for another time. Not thread-safe.
 */
public final class StoreScan implements LeafFiles.Visitor, Closeable {
    private final Stdio io;
    private final LeafFiles files;
    private final Taker taker;
    private boolean damaged;
    private @Nullable IOException failure;

    /** What is wanted of a store. The headers are valid during the calls. */
    public interface Taker {
        /** Whether the frame is wanted at all. */
        boolean wants(FrameHeader header);

        /** Why a frame that is wanted can't be right where it is; null: it can. */
        @Nullable
        String refuses(FrameHeader header);

        /** A frame whose header and payload are right. */
        void take(FrameHeader header, int headerCrc, long place);
    }

    public StoreScan(Stdio io, StoreReader store, List<Path> paths, Taker taker) {
        this.io = io;
        this.files = store.open(paths);
        this.taker = taker;
    }

    /**
     * Walks all files.
     *
     * @throws IOException if something could not be read at all
     */
    public void run() throws IOException {
        files.scan(this);
        if (failure != null) {
            throw failure;
        }
    }

    /** A frame that was taken. */
    public byte[] fetch(long place, int length) throws IOException {
        return files.fetch(place, length);
    }

    /** Whether something was wrong. */
    public boolean damaged() {
        return damaged;
    }

    /** Reports a frame that turned out unreadable when it was opened; returns its id, null if that can't be told. */
    public @Nullable FrameId unreadable(long place, long length, String what) {
        damaged(files.path(place), files.offset(place), length, what);
        try {
            FrameHeader header = new FrameHeader();
            return header.read(files.fetch(place, (int) length), 0) == null
                    ? new FrameId(header.origin(), header.sequence(), 0)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void frame(FrameHeader header, int headerCrc, long place) {
        String problem = header.unreadable();
        if (problem == null && (header.kind() != FrameKind.EVENTS || !taker.wants(header))) {
            return;
        }
        problem = problem == null ? taker.refuses(header) : problem;
        if (problem != null) {
            damaged(files.path(place), files.offset(place), header.frameLength(), problem);
        } else if (failure == null && isWhole(header, place)) {
            taker.take(header, headerCrc, place);
        }
    }

    private boolean isWhole(FrameHeader header, long place) {
        try {
            files.fetch(place, header.frameLength());
            return true;
        } catch (FormatException e) {
            damaged(
                    files.path(place),
                    files.offset(place),
                    header.frameLength(),
                    "frame payload with a wrong checksum");
        } catch (IOException e) {
            failure = e;
        }
        return false;
    }

    @Override
    public void damaged(Path file, long offset, long length, String what) {
        damaged = true;
        io.diagnostics()
                .errorIn(file.toString(), what + ", at byte " + offset + " (" + length + " bytes skipped or affected)");
    }

    @Override
    public void gone(Path file) {
        io.diagnostics().warningIn(file.toString(), "gone meanwhile");
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
