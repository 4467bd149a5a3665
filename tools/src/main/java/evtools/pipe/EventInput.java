package evtools.pipe;

import evtools.format.event.TailTable;
import evtools.format.frame.FrameFile;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import evtools.format.stream.EventReader.OtherFrames;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * One open input: a stream of frames. Damage is reported on standard error with its place, at most a few lines per
 * input, and remembered for the exit code. Not thread-safe.
 */
public final class EventInput implements AutoCloseable {
    private static final int MAX_REPORTS = 10;
    private static final int MAGIC_BYTES = Integer.BYTES;

    private final EventInputs inputs;
    private final String name;
    private final PushbackInputStream in;
    private final boolean ownsStream;
    private final @Nullable File file;
    private final @Nullable FileChannel channel;
    private @Nullable FrameReader frames;
    private long beginAt;
    private long reports;
    private long unreportedBytes;
    private boolean beginsLikeAFrame = true;
    private boolean checkedBeginning;
    private int beginning;
    private boolean beginsLikeText;
    private boolean foundFrame;

    EventInput(
            EventInputs inputs,
            String name,
            InputStream in,
            boolean ownsStream,
            @Nullable File file,
            @Nullable FileChannel channel) {
        this.inputs = inputs;
        this.name = name;
        this.in = new PushbackInputStream(in, MAGIC_BYTES);
        this.ownsStream = ownsStream;
        this.file = file;
        this.channel = channel;
    }

    /** The regular file that it is read from; null: it can only be read from its beginning to its end. */
    public @Nullable File file() {
        return file;
    }

    /**
     * The frames of a file, to be walked without reading them; the caller closes it. Where that is lost, reading goes
     * on with {@link #nextFrame} from {@link #beginAt} on.
     *
     * @return null: it can only be read from its beginning to its end
     */
    public @Nullable FrameFile frameFile() throws IOException {
        return channel == null ? null : new FrameFile(channel, this::reportDamage);
    }

    /** Passes over what comes before {@code offset}, damage too: the caller knows it already. */
    public void beginAt(long offset) {
        beginAt = offset;
    }

    /** Its name for messages: the path, or {@code (standard input)}. */
    public String name() {
        return name;
    }

    /** The frame reader, for a tool that works on frames; read it through {@link #nextFrame}. */
    public FrameReader frames() {
        FrameReader reader = frames;
        if (reader == null) {
            reader = new FrameReader(in, this::damaged);
            frames = reader;
        }
        return reader;
    }

    /**
     * Moves to the next frame; says so if the input turns out not to hold any.
     *
     * @return whether there is one
     */
    public boolean nextFrame() throws IOException {
        beginsLikeAFrame();
        FrameReader reader = frames();
        while (reader.next()) {
            foundFrame = true;
            reportDamagedBeginning();
            if (reader.streamOffset() >= beginAt) {
                return true;
            }
        }
        endReports();
        return false;
    }

    /** An event reader over the frames that {@link #nextFrame} gives; use either, not both. */
    public EventReader events(OtherFrames others) {
        return new EventReader(frames(), this::nextFrame, others);
    }

    /** The same, skipping frames that hold no events. */
    public EventReader events() {
        return events(reader -> {});
    }

    /** The same for a caller that can do with events that share tails of {@code tails}. */
    public EventReader events(TailTable tails) {
        return new EventReader(frames(), this::nextFrame, reader -> {}, tails);
    }

    /** Looks whether the input begins with the magic of a frame, or is empty. */
    boolean beginsLikeAFrame() throws IOException {
        if (!checkedBeginning) {
            checkedBeginning = true;
            byte[] first = new byte[MAGIC_BYTES];
            int count = in.readNBytes(first, 0, MAGIC_BYTES);
            in.unread(first, 0, count);
            if (count > 0 && (count < MAGIC_BYTES || !FrameHeader.startsAt(first, 0))) {
                beginsLikeAFrame = false;
                beginsLikeText = true;
                for (int i = 0; i < count; i++) {
                    beginning = beginning << 8 | (first[i] & 0xFF);
                    beginsLikeText &= first[i] >= ' ' || first[i] == '\t' || first[i] == '\n' || first[i] == '\r';
                }
            }
        }
        return beginsLikeAFrame;
    }

    private void damaged(long offset, long length, String what) {
        if (!foundFrame && !beginsLikeAFrame && offset == 0) {
            unreportedBytes = length;
            return;
        }
        if (offset >= beginAt) {
            reportDamage(offset, length, what);
        }
    }

    /** Reports that {@code length} bytes from {@code offset} on can't be used. */
    public void reportDamage(long offset, long length, String what) {
        inputs.noteDamage();
        reports++;
        if (reports <= MAX_REPORTS) {
            inputs.diagnostics()
                    .errorIn(name, what + ", at byte " + offset + " (" + length + " bytes skipped or affected)");
        }
    }

    /** Says how much damage was not reported one by one: to be called at the end, unless {@link #nextFrame} was. */
    public void endReports() {
        if (reports > MAX_REPORTS) {
            inputs.diagnostics().errorIn(name, (reports - MAX_REPORTS) + " more damaged places");
        }
        reports = 0;
        if (unreportedBytes > 0) {
            unreportedBytes = 0;
            inputs.fail(
                    name,
                    "not an event stream, at byte 0 (expected 89455646, found " + Integer.toHexString(beginning) + ")");
            if (beginsLikeText) {
                inputs.diagnostics()
                        .hint("text logs become events through evtail: evtail FILE | "
                                + inputs.diagnostics().toolName() + " …");
            }
        }
    }

    /** A frame was found after all: what stands before it is damage, and not another kind of file. */
    private void reportDamagedBeginning() {
        if (unreportedBytes > 0) {
            long length = unreportedBytes;
            unreportedBytes = 0;
            damaged(0, length, "no frame header");
        }
    }

    @Override
    public void close() throws IOException {
        if (frames != null) {
            frames.close();
        }
        if (ownsStream) {
            in.close();
        }
    }
}
