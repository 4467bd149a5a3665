package evtools.sort;

import evtools.format.frame.FrameFile;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events frames of files as one stream, in the order of their least points: so that whoever sorts it knows with each
 * frame that nothing before its least point comes any more.
 *
 * <pre>
 *   add(file): walks the headers ──► least point, place ──sort──► read(): frame, frame, …
 *                                                                   └ frames with the same bytes: once
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class FramesInOrder extends InputStream {
    /** What is remembered of a frame takes about so much memory. */
    public static final int ENTRY_BYTES = 80;

    private static final int MAX_OPEN_FILES = 64;

    private final int maxFrames;
    private final boolean dropCopies;
    private final List<File> files = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final Map<Integer, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean[] failed = new boolean[0];
    private long otherFrames;
    private long copies;
    private int first;
    private int next;
    private @Nullable Frame current;
    private int done;
    /** The current frame, if it had to be read to compare it with others. */
    private byte @Nullable [] held;

    private long position;

    private static final class Frame {
        final int file;
        final int length;
        final int payloadCrc;
        final long offset;
        final long minPoint;
        final long maxPoint;
        /** Where it begins in this stream. */
        long start = -1;

        Frame(int file, FrameFile at) {
            this.file = file;
            length = at.frameLength();
            offset = at.streamOffset();
            payloadCrc = at.header().payloadCrc();
            minPoint = at.header().minPoint();
            maxPoint = at.header().maxPoint();
        }

        /** Most copies of a frame can be told from others by this. */
        boolean resembles(Frame other) {
            return minPoint == other.minPoint
                    && maxPoint == other.maxPoint
                    && length == other.length
                    && payloadCrc == other.payloadCrc;
        }
    }

    /**
     * Makes an empty stream.
     *
     * @param maxFrames the most that it may remember, of {@link #ENTRY_BYTES} each
     * @param dropCopies whether of frames with the same bytes only one is given
     */
    public FramesInOrder(long maxFrames, boolean dropCopies) {
        this.maxFrames = (int) Math.min(maxFrames, Integer.MAX_VALUE / 2);
        this.dropCopies = dropCopies;
    }

    /**
     * Adds the frames of a file, before anything is read.
     *
     * @return false if nothing of it was added: what doesn't lie frame after frame, or in too many frames, must be read
     *     from its beginning
     * @throws IOException if it can't be read
     */
    public boolean add(File file) throws IOException {
        int before = frames.size();
        long othersBefore = otherFrames;
        try (FileChannel channel = FileChannel.open(file.toPath());
                FrameFile walk = new FrameFile(channel, (offset, length, what) -> {})) {
            while (walk.next()) {
                FrameHeader at = walk.header();
                if (at.unreadable() != null || frames.size() == maxFrames) {
                    return takeBack(before, othersBefore);
                }
                if (at.kind() != FrameKind.EVENTS) {
                    otherFrames++;
                } else if (at.events() != 0 || at.rawLength() != 0) {
                    frames.add(new Frame(files.size(), walk));
                }
            }
            if (walk.isLost()) {
                return takeBack(before, othersBefore);
            }
        }
        files.add(file);
        return true;
    }

    private boolean takeBack(int count, long others) {
        frames.subList(count, frames.size()).clear();
        otherFrames = others;
        return false;
    }

    /** All files were added: what is read comes in order. */
    public void begin() {
        failed = new boolean[files.size()];
        frames.sort(Comparator.comparingLong((Frame frame) -> RunMerge.key(frame.minPoint))
                .thenComparingLong(frame -> RunMerge.key(frame.maxPoint))
                .thenComparingInt(frame -> frame.length)
                .thenComparingInt(frame -> frame.payloadCrc));
    }

    /** Frames that hold no events; they are left out. */
    public long otherFrames() {
        return otherFrames;
    }

    /** Frames that were left out because another has the same bytes. */
    public long copies() {
        return copies;
    }

    /** Which of the files that were added, counted from 0, the byte at a place of this stream comes from. */
    public int fileAt(long place) {
        return frameAt(place).file;
    }

    /** Where in its file the byte at a place of this stream is. */
    public long offsetAt(long place) {
        Frame frame = frameAt(place);
        return frame.offset + place - frame.start;
    }

    private Frame frameAt(long place) {
        Frame found = frames.get(first);
        int low = first;
        int high = next - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Frame frame = frames.get(middle);
            // Frames that were left out begin where the next one does.
            if (frame.start <= place) {
                found = frame;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return found;
    }

    /**
     * The file of the frame that is being read, after that failed: nothing of it is read any more, and places count from
     * 0 again.
     */
    public int failedFile() {
        Frame frame = current;
        int file = frame == null ? 0 : frame.file;
        failed[file] = true;
        current = null;
        held = null;
        first = next;
        position = 0;
        return file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Frame frame = current;
        if (frame == null || done == frame.length) {
            frame = advance();
            if (frame == null) {
                return -1;
            }
        }
        int count = Math.min(length, frame.length - done);
        byte[] bytes = held;
        if (bytes != null) {
            System.arraycopy(bytes, done, target, offset, count);
        } else {
            count = channel(frame.file).read(ByteBuffer.wrap(target, offset, count), frame.offset + done);
            if (count < 0) {
                throw wasCut();
            }
        }
        done += count;
        position += count;
        return count;
    }

    private @Nullable Frame advance() throws IOException {
        held = null;
        done = 0;
        Frame frame = null;
        while (frame == null && next < frames.size()) {
            Frame candidate = frames.get(next++);
            candidate.start = position;
            frame = failed[candidate.file] ? null : candidate;
        }
        current = frame;
        if (frame != null
                && dropCopies
                && next < frames.size()
                && frames.get(next).resembles(frame)) {
            leaveOutCopies(frame);
        }
        return frame;
    }

    private void leaveOutCopies(Frame frame) throws IOException {
        byte[] bytes = bytesOf(frame);
        held = bytes;
        while (next < frames.size() && frames.get(next).resembles(frame)) {
            Frame other = frames.get(next);
            if (!isCopy(bytes, other)) {
                return;
            }
            other.start = position;
            copies++;
            next++;
        }
    }

    private boolean isCopy(byte[] bytes, Frame other) {
        try {
            return !failed[other.file] && Arrays.equals(bytes, bytesOf(other));
        } catch (IOException e) {
            // It will be read for itself, and fail then.
            return false;
        }
    }

    private byte[] bytesOf(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(frame.length);
        FileChannel channel = channel(frame.file);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, frame.offset + bytes.position()) < 0) {
                throw wasCut();
            }
        }
        return bytes.array();
    }

    private static EOFException wasCut() {
        return new EOFException("the file was cut while it was read");
    }

    private FileChannel channel(int file) throws IOException {
        FileChannel channel = open.get(file);
        if (channel == null) {
            if (open.size() == MAX_OPEN_FILES) {
                Integer eldest = open.keySet().iterator().next();
                FileChannel unused = open.remove(eldest);
                if (unused != null) {
                    unused.close();
                }
            }
            channel = FileChannel.open(files.get(file).toPath());
            open.put(file, channel);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }
}
