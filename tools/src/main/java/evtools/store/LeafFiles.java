package evtools.store;

import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of a bucket, read beside a server that may be appending to them: frames by their headers, and single ones by
 * their place. Of more than {@link #MAX_OPEN} files those used last are open. Not thread-safe.
 *
 * <pre>
 *   place   file 24 bits | offset 40 bits, from file 1 on
 * </pre>
 */
public final class LeafFiles implements Closeable {
    private static final int MAX_OPEN = 64;
    private static final int OFFSET_BITS = 40;

    private final Disk disk;
    private final List<Path> files;
    private final Map<Integer, DiskFile> open = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);
    private final FrameScan scan = new FrameScan();

    LeafFiles(Disk disk, List<Path> files) {
        this.disk = disk;
        this.files = List.copyOf(files);
    }

    /** Receives what {@link #scan} finds, file by file. */
    public interface Visitor {
        /**
         * A frame whose header is right; its payload wasn't looked at.
         *
         * @param header valid during the call
         * @param headerCrc the header's checksum, which tells frames of one id apart
         * @param place what to fetch it by
         */
        void frame(FrameHeader header, int headerCrc, long place);

        /** Bytes that are no frame, with frames after them. */
        void damaged(Path file, long offset, long length, String what);

        /** A file that isn't there any more. */
        void gone(Path file);
    }

    /** Walks all frames. A file may end inside one: it is being written, or its writer was killed. */
    public void scan(Visitor visitor) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            long base = (long) (i + 1) << OFFSET_BITS;
            try {
                scan.scan(file(i), false, new FrameScan.Visitor() {
                    @Override
                    public void frame(FrameHeader header, int headerCrc, long offset, int length) {
                        visitor.frame(header, headerCrc, base | offset);
                    }

                    @Override
                    public void damaged(long offset, long length, String what) {
                        visitor.damaged(file, offset, length, what);
                    }
                });
            } catch (NoSuchFileException e) {
                visitor.gone(file);
            }
        }
    }

    /** The file in which a place is. */
    public Path path(long place) {
        return files.get(index(place));
    }

    /** Where in its file a place is. */
    public long offset(long place) {
        return place & ((1L << OFFSET_BITS) - 1);
    }

    /**
     * A whole frame.
     *
     * @throws FormatException if its bytes are not what its header says
     */
    public byte[] fetch(long place, int length) throws IOException {
        byte[] bytes = new byte[length];
        DiskFile file = file(index(place));
        if (file.read(ByteBuffer.wrap(bytes), offset(place)) < length) {
            throw new FormatException(path(place) + ": ends inside a frame, at byte " + offset(place));
        }
        String problem = FrameScan.problemOf(bytes);
        if (problem != null) {
            throw new FormatException(path(place) + ": " + problem + ", at byte " + offset(place));
        }
        return bytes;
    }

    private static int index(long place) {
        return (int) (place >>> OFFSET_BITS) - 1;
    }

    private DiskFile file(int index) throws IOException {
        DiskFile file = open.get(index);
        if (file == null) {
            if (open.size() == MAX_OPEN) {
                Iterator<DiskFile> eldest = open.values().iterator();
                DiskFile unused = eldest.next();
                eldest.remove();
                unused.close();
            }
            file = disk.openForReading(files.get(index));
            open.put(index, file);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        for (DiskFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
