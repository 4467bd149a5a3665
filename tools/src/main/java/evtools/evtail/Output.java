package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.frame.FrameKind;
import evtools.format.position.PositionsFile;
import evtools.format.position.SourcePosition;
import evtools.format.stream.EventStreamWriter;
import evtools.pipe.EventOutput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where events and positions go. Positions are collected by source; {@link #checkpoint} writes them after the events
 * they cover, as a positions frame, and commits them to the state file if that is evtail's to do. Not thread-safe.
 */
final class Output {
    private final EventOutput out;
    private final @Nullable EventStreamWriter frames;
    private final EventSink sink;
    private final @Nullable Path state;
    private final boolean commits;
    private final @Nullable Path target;
    private final Map<String, SourcePosition> changed = new TreeMap<>();
    private final ByteArrayBuilder payload = new ByteArrayBuilder(1024);

    /**
     * @param state the state file; null: positions are neither written nor committed
     * @param commits whether to commit positions here, and not where the stream goes
     * @param target the regular file that is written to, to be fsynced before a commit; null: there is none
     */
    Output(EventOutput out, @Nullable Path state, boolean commits, @Nullable Path target) {
        this.out = out;
        this.frames = out.frameWriter();
        this.sink = frames == null ? new TextSink(out) : new BinarySink(frames);
        this.state = state;
        this.commits = commits;
        this.target = target;
    }

    /** Takes the events. */
    EventSink sink() {
        return sink;
    }

    /** Whether positions are wanted at all. */
    boolean wantsPositions() {
        return state != null;
    }

    /** Notes where a source stands now. */
    void note(SourcePosition position) {
        changed.put(position.path(), position);
    }

    /** Writes the noted positions after all events so far, and commits them if that is to be done here. */
    void checkpoint() throws IOException {
        Path file = state;
        if (file == null || changed.isEmpty()) {
            out.flush();
            return;
        }
        payload.clear();
        for (SourcePosition position : changed.values()) {
            position.appendTo(payload);
        }
        changed.clear();
        if (frames != null) {
            frames.writeOther(FrameKind.POSITIONS, payload.array(), 0, payload.length());
        }
        out.flush();
        if (commits) {
            sync();
            PositionsFile.commit(file, payload.array(), 0, payload.length());
        }
    }

    private void sync() throws IOException {
        Path file = target;
        if (file != null && Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The end, on purpose. */
    void end() throws IOException {
        checkpoint();
        if (state != null && frames != null) {
            frames.end();
        }
        out.flush();
    }
}
